/**
 * The process that holds one model, or compiles one.
 *
 * @module
 */
export * from "./run_runner.ts";
export * from "./runner_main.ts";
