import { HologramError } from "../../base/mod.ts";
import { findNetworks, type FoundNetworks, wholeNetworks } from "./find_networks.ts";
import { sourceText } from "./parse_source.ts";
import { acceptable, spelledPrecision } from "./precision.ts";
import type { Repository } from "./read_repository.ts";
import { refuseWeights } from "./refuse_weights.ts";
import { inFolder, type Network, type Survey, type Variant } from "./survey_files.ts";

/** The network of a repository that is fetched. */
export interface ChosenNetwork {
  /** The network. */
  network: Network;
  /** Its precision. */
  variant: Variant;
  /** Why these, one line each. */
  reasons: string[];
}

/**
 * Chooses what to fetch: a compiled `.holo` if there is one, else ONNX, in the precision asked for, else in the most
 * faithful one.
 *
 * @param dtype The precision asked for.
 * @throws {HologramError} `usage` when two precisions are asked for, `not_found` when what is asked for is not there,
 * `invalid` when several networks could be meant, `unsupported` when there is none in these formats.
 */
export function chooseNetwork(
  { source, files }: Repository,
  survey: Survey,
  dtype: string | undefined,
): ChosenNetwork {
  const { repository, component } = source;
  if (survey.networks.length === 0) throw refuseWeights(source, survey);
  const found = findNetworks(survey.networks, component);
  if (found === undefined) {
    if (component !== undefined && isWeights(survey, component)) {
      throw refuseWeights(source, survey);
    }
    throw new HologramError(
      `Cannot find '${component}' in '${repository}': it has ${listed(survey.networks)}`,
      {
        kind: "not_found",
        hint: `Name one of them, ${example(source, survey.networks)}`,
      },
    );
  }
  const asked = dtype === undefined ? undefined : spelledPrecision(dtype);
  if (asked !== undefined && (found.precision ?? asked) !== asked) {
    throw new HologramError(
      `Cannot fetch '${sourceText(source)}' in ${asked}: its name says ${found.precision}`,
      {
        kind: "usage",
      },
    );
  }
  const precision = asked ?? found.precision;
  const isPipeline = files.some(({ path }) => path === inFolder(found.folder, "model_index.json"));
  const candidates = (["holo", "onnx"] as const)
    .flatMap((format) => candidatesOf(found, format, isPipeline));
  if (candidates.length === 0) {
    throw new HologramError(
      `Cannot choose a network of '${repository}': it has several (${listed(found.networks)})`,
      { kind: "invalid", hint: `Add the name of one, ${example(source, found.networks)}` },
    );
  }
  const wanted = precision === undefined ? [undefined] : acceptable(precision);
  for (const network of candidates) {
    for (const each of wanted) {
      const variant = network.variants.find((other) =>
        each === undefined || other.precision === each
      );
      if (variant === undefined) continue;
      const reasons = [
        whyNetwork(network, variant, found),
        ...whyPrecision(network, variant, precision, found),
      ];
      return { network, variant, reasons };
    }
  }
  const there = candidates.flatMap(({ variants }) => variants.map((variant) => variant.precision));
  throw new HologramError(
    `Cannot fetch '${repository}' in ${precision}: it is there in ${
      [...new Set(there)].join(", ")
    }`,
    { kind: "not_found", hint: "Choose one of these with --dtype" },
  );
}

function candidatesOf(found: FoundNetworks, format: string, isPipeline: boolean): Network[] {
  const networks = found.networks.filter((network) => network.format === format);
  if (found.by === "file" || found.by === "name") return networks;
  return isPipeline && networks.length > 1 ? [] : wholeNetworks(networks, found.folder);
}

function whyNetwork(network: Network, { file }: Variant, found: FoundNetworks): string {
  const { path } = file;
  if (found.by === "file" || found.by === "name") return `${path} is what the name asks for`;
  if (network.format === "holo") return `${path} is compiled already`;
  if (found.networks.filter(({ format }) => format === "onnx").length === 1) {
    return `${path} is the only network in ONNX`;
  }
  return network.name === "model"
    ? `${path} is the whole model`
    : `${path} is the decoder with and without a past in one`;
}

function whyPrecision(
  { variants, format }: Network,
  { precision }: Variant,
  asked: string | undefined,
  { by }: FoundNetworks,
): string[] {
  if (by === "file") return [];
  if (asked === precision) return [`${precision} is what is asked for`];
  if (asked !== undefined) return [`${precision} stands in for ${asked}, which is not there`];
  const all = [...new Set(variants.map((variant) => variant.precision))];
  if (all.length === 1) {
    // A compiled file tells its precision itself; its name need not.
    return format === "holo" ? [] : [`there is no other precision than ${precision}`];
  }
  return [`${precision} is the most faithful of ${all.join(", ")}; --dtype chooses another`];
}

function isWeights({ safetensors, gguf, others }: Survey, component: string): boolean {
  const files = [...safetensors, ...gguf.flatMap((checkpoint) => checkpoint.files), ...others];
  const wanted = component.toLowerCase();
  return gguf.some(({ tag }) => tag.toLowerCase() === wanted) ||
    files.some(({ path }) => path.toLowerCase() === wanted);
}

function listed(networks: readonly Network[]): string {
  return [...new Set(networks.map(({ label }) => label))].sort().join(", ");
}

function example(source: Repository["source"], networks: readonly Network[]): string {
  const [first] = networks;
  const { component: _, ...rest } = source;
  return `such as ${sourceText({ ...rest, component: first!.label })}`;
}
