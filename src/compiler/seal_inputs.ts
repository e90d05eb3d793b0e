import type { OnnxModel } from "../onnx/mod.ts";
import type { PassReport } from "./pass.ts";

/** First version of the format in which an initializer need not be declared as an input. */
const FREE_INITIALIZERS = 4n;

/**
 * The pass that makes initializers constant: one that is declared as an input too is only the default of that input,
 * which keeps an engine from folding it. Nobody can set such an input of a compiled network, so its declaration goes.
 */
export function sealInputs({ proto }: OnnxModel): PassReport {
  const { graph, irVersion } = proto;
  const before = graph.input.length;
  if (irVersion >= FREE_INITIALIZERS) {
    const given = new Set(graph.initializer.map(({ name }) => name));
    graph.input = graph.input.filter(({ name }) => !given.has(name));
  }
  return { pass: "seal-inputs", counts: { sealed: before - graph.input.length } };
}
