import type { OnnxModel } from "../onnx/mod.ts";

/** What passes know besides the model. */
export interface CompileContext {
  /** Ends the work before its next step. */
  signal?: AbortSignal;
}

/** What a pass did, as data. */
export interface PassReport {
  /** Name of the pass. */
  pass: string;
  /** What it found and changed, by what is counted: `{ removed: 3 }`. */
  counts: Record<string, number>;
}

/** One step of the compiler: checks or changes the model in place, keeping what it computes. */
export type Pass = (
  model: OnnxModel,
  context: CompileContext,
) => PassReport | Promise<PassReport>;
