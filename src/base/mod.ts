/**
 * The vocabulary that every folder shares: errors, element types, tensors, the version.
 *
 * @module
 */
export * from "./dtype.ts";
export * from "./hologram_error.ts";
export * from "./tensor.ts";
export * from "./version.ts";
