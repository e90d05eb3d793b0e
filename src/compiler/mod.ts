/**
 * The compiler: a model in, one `.holo` file out. Passes check and change the graph, then its weights are streamed
 * to the file.
 *
 * @module
 */
export {
  compileOnnx,
  type CompileOptions,
  type CompileProgress,
  type CompileResult,
} from "./compile_onnx.ts";
export { findCompanions } from "./find_companions.ts";
export type {
  JsonDocument,
  ModelDocuments,
  ModelFiles,
  ModuleEntry,
  ModuleList,
} from "./model_files.ts";
export type { PassReport } from "./pass.ts";
export { withoutWeights } from "./without_weights.ts";
