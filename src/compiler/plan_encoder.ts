import { type DType, HologramError, type ValueInfo } from "../base/mod.ts";
import type { EmbeddingSection, EncoderRoles } from "../holo/mod.ts";
import { quote } from "../onnx/mod.ts";
import { encoderSettings } from "./encoder_settings.ts";
import type { ModelDocuments } from "./model_files.ts";
import type { NetworkValues } from "./plan_decoder.ts";

/** A network as far as the plan looks at it. */
export interface EncoderNetwork extends NetworkValues {
  /** Names of the operators in it. */
  operators: ReadonlySet<string>;
}

const INTEGERS: readonly DType[] = ["int64", "int32"];
const FLOATS: readonly DType[] = ["float32", "float16"];

/** Types that the inputs may have. A cache is of floats. */
const INPUTS: Readonly<Record<string, readonly DType[]>> = {
  input_ids: INTEGERS,
  attention_mask: [...INTEGERS, "float32", "bool"],
  token_type_ids: INTEGERS,
  position_ids: INTEGERS,
  use_cache_branch: ["bool"],
};
const PAST = /^past_/;

/** Outputs that hold vectors of texts or tokens, the best first, with their number of dimensions. */
const OUTPUTS: readonly [name: string, rank: number][] = [
  ["sentence_embedding", 2],
  ["token_embeddings", 3],
  ["last_hidden_state", 3],
  ["hidden_states", 3],
];

/** Outputs that are no vectors, whatever their shape. */
const SCORES = /logit|score|prob|label/i;

/** Operators that choose the scale of all values from the largest one, so that every row of a batch counts. */
const DYNAMIC = /^DynamicQuantize/;

/**
 * Decides whether a network turns texts into vectors, and if so what its inputs and outputs are for and how the vectors
 * of tokens become one. It does when it takes whole numbers `input_ids`, comes with a tokenizer and gives one of the
 * usual outputs, or a single one that may be meant so; language models that show their hidden states do.
 *
 * @returns `undefined` for a network that does not.
 * @throws {HologramError} `unsupported` for a sentence-transformers model with a part that cannot be honoured, by name;
 * `invalid` when its documents contradict themselves.
 */
export function planEncoder(
  network: EncoderNetwork,
  files: ModelDocuments,
): EmbeddingSection | undefined {
  const { inputs, operators } = network;
  const ids = inputs.find(({ name }) => name === "input_ids");
  const output = vectorOutput(network, files);
  if (files.tokenizer === undefined || ids === undefined || output === undefined) return undefined;
  const problem = problemOf(inputs, ids);
  if (problem !== undefined) {
    if (files.modules === undefined) return undefined;
    throw new HologramError(`Cannot compile an embedding model: ${problem}`, {
      kind: "unsupported",
    });
  }
  const encoder = rolesOf(inputs, output);
  const [, sequence] = ids.shape;
  const settings = encoderSettings(files, {
    output,
    sequence: typeof sequence === "number" ? sequence : undefined,
  });
  const dynamic = [...operators].some((operator) => DYNAMIC.test(operator));
  return {
    encoder,
    ...settings,
    row_by_row: dynamic || encoder.attention_mask === undefined,
  };
}

function vectorOutput(
  { outputs }: EncoderNetwork,
  files: ModelDocuments,
): ValueInfo | undefined {
  const floats = outputs.filter(({ dtype }) => FLOATS.includes(dtype));
  for (const [name, rank] of OUTPUTS) {
    const found = floats.find((output) => output.name === name && output.shape.length === rank);
    if (found !== undefined) return found;
  }
  const [only, ...others] = floats;
  if (only === undefined || others.length > 0 || SCORES.test(only.name)) return undefined;
  return [2, 3].includes(only.shape.length) && !hasHead(files) ? only : undefined;
}

/** Whether the architecture has a head on top: `BertForSequenceClassification`. */
function hasHead({ config }: ModelDocuments): boolean {
  const architectures = config?.json.architectures;
  return Array.isArray(architectures) &&
    architectures.some((name) => /For[A-Z]\w+$|LMHeadModel$/.test(String(name)));
}

/** Why the inputs cannot be filled, if they cannot. */
function problemOf(inputs: readonly ValueInfo[], ids: ValueInfo): string | undefined {
  if (ids.shape.length !== 2) return `its input "input_ids" has ${ids.shape.length} dimensions`;
  for (const { name, dtype } of inputs) {
    const types = PAST.test(name) ? FLOATS : Object.hasOwn(INPUTS, name) ? INPUTS[name] : undefined;
    if (types === undefined) return `its input ${quote(name)} has no known use`;
    if (!types.includes(dtype)) {
      return `its input ${quote(name)} is ${dtype}, expected ${types.join(" or ")}`;
    }
  }
  const isMasked = inputs.some(({ name }) => name === "attention_mask");
  if (typeof ids.shape[1] === "number" && !isMasked) {
    return `its input "input_ids" takes ${
      ids.shape[1]
    } tokens, and no mask says which of them count`;
  }
  return undefined;
}

function rolesOf(inputs: readonly ValueInfo[], output: ValueInfo): EncoderRoles {
  const optional = Object.keys(INPUTS).filter((name) =>
    name !== "input_ids" && inputs.some((input) => input.name === name)
  );
  return {
    input_ids: "input_ids",
    ...Object.fromEntries(optional.map((name) => [name, name])),
    past: inputs.filter(({ name }) => PAST.test(name)).map(({ name }) => name),
    output: output.name,
    output_kind: output.shape.length === 3 ? "tokens" : "sentence",
  };
}
