import { type DType, HologramError } from "../base/mod.ts";
import { basename } from "../deps/path.ts";
import {
  checkTensor,
  graphInputs,
  graphOutputs,
  graphScopes,
  type GraphValue,
  modelNodes,
  modelTensors,
  type OnnxModel,
  quote,
  stringBytes,
  tensorLabel,
} from "../onnx/mod.ts";
import type { CompileContext, PassReport } from "./pass.ts";

/** Types that onnxruntime-web 1.30 can give; it can take the ones packed to 4 bits as well. */
const ENGINE_OUTPUTS: readonly DType[] = [
  "float32",
  "float16",
  "float64",
  "int8",
  "uint8",
  "int16",
  "uint16",
  "int32",
  "uint32",
  "int64",
  "uint64",
  "bool",
  "string",
];
const ENGINE_INPUTS: readonly DType[] = [...ENGINE_OUTPUTS, "int4", "uint4"];

/** Domains whose operators onnxruntime-web knows; the last is of graphs that onnxruntime has optimised. */
const ENGINE_DOMAINS = ["", "ai.onnx", "ai.onnx.ml", "com.microsoft", "com.ms.internal.nhwc"];

/**
 * The pass that refuses what cannot run, all of it at once: values of types that the engine cannot pass,
 * operators that nobody defines, tensors whose data is missing or does not fit.
 *
 * @throws {HologramError} `invalid` when the model breaks the rules of ONNX, else `unsupported`.
 */
export async function checkModel(
  model: OnnxModel,
  { signal }: CompileContext,
): Promise<PassReport> {
  const { graph } = model.proto;
  const invalid = checkNames(model);
  const unsupported = [
    ...checkValues("input", "take", graphInputs(graph), ENGINE_INPUTS),
    ...checkValues("output", "give", graphOutputs(graph), ENGINE_OUTPUTS),
    ...checkOperators(model),
  ];
  let tensors = 0;
  for (const tensor of modelTensors(model.proto)) {
    signal?.throwIfAborted();
    tensors++;
    try {
      const info = await checkTensor(tensor, model.path);
      if (info.dtype === "string" && stringBytes(tensor).some((bytes) => bytes.includes(0))) {
        unsupported.push(
          `${tensorLabel(tensor)} has a string with a NUL, where the engine cuts it`,
        );
      }
    } catch (error) {
      if (!(error instanceof HologramError)) throw error;
      (error.kind === "unsupported" ? unsupported : invalid).push(uncapitalised(error.message));
    }
  }
  const problems = [...invalid, ...unsupported];
  if (problems.length > 0) {
    throw new HologramError(`Cannot compile ${basename(model.path)}: ${listed(problems)}`, {
      kind: invalid.length > 0 ? "invalid" : "unsupported",
    });
  }
  return { pass: "check", counts: { nodes: [...modelNodes(model.proto)].length, tensors } };
}

/** Problems with the names of inputs, initializers and results, each of which must be unique in its graph. */
function checkNames(model: OnnxModel): string[] {
  const problems: string[] = [];
  for (const { graph, path } of graphScopes(model.proto.graph)) {
    const where = path === "" ? "" : ` in ${path.slice(0, -1)}`;
    const seen = new Set<string>();
    const add = (name: string | undefined, what: string) => {
      if (name === undefined || name === "") problems.push(`${what} without a name${where}`);
      else if (seen.has(name)) problems.push(`two values are called ${quote(name)}${where}`);
      else seen.add(name);
    };
    for (const tensor of graph.initializer) add(tensor.name, "an initializer");
    for (const { values } of graph.sparseInitializer) add(values?.name, "an initializer");
    for (const { name } of graphInputs(graph)) add(name, "an input");
    for (const { output } of graph.node) {
      for (const name of output) if (name !== "") add(name, "a result");
    }
  }
  return problems;
}

function checkValues(
  kind: string,
  verb: string,
  values: readonly GraphValue[],
  allowed: readonly DType[],
): string[] {
  return values.flatMap(({ name, info, type }) => {
    if (info !== undefined && allowed.includes(info.dtype)) return [];
    const what = info === undefined ? type : info.dtype;
    return [`${kind} ${quote(name)} is ${what}, which the engine cannot ${verb}`];
  });
}

/** Operators of domains that the engine does not know and that are no functions of the model. */
function checkOperators({ proto }: OnnxModel): string[] {
  const functions = new Set(proto.functions.map(({ domain, name }) => `${domain}:${name}`));
  const unknown = new Map<string, number>();
  for (const { domain, opType } of modelNodes(proto)) {
    const operator = `${domain}:${opType}`;
    if (ENGINE_DOMAINS.includes(domain) || functions.has(operator)) continue;
    unknown.set(operator, (unknown.get(operator) ?? 0) + 1);
  }
  return [...unknown].map(([operator, count]) =>
    `operator ${quote(operator)} (${count} ${count === 1 ? "node" : "nodes"}) is not known`
  );
}

/** One problem as it is, several as a list, of which an endless one is cut. */
function listed(problems: readonly string[]): string {
  if (problems.length === 1) return problems[0]!;
  const shown = problems.slice(0, 50).map((problem) => `\n- ${problem}`).join("");
  const more = problems.length > 50 ? `\n- and ${problems.length - 50} more` : "";
  return `${problems.length} problems:${shown}${more}`;
}

/** A message as part of another. */
function uncapitalised(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
