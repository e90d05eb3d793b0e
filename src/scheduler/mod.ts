/**
 * The loaded models and the processes that hold them.
 *
 * @module
 */
export * from "./runner_process.ts";
export type { ModelMethod, RunnableModel } from "./loaded_model.ts";
export * from "./scheduler.ts";
