/**
 * The vocabulary that every folder shares: errors, element types, tensors, the version.
 *
 * @module
 */
export * from "./binary_tensor.ts";
export * from "./dtype.ts";
export * from "./edit_distance.ts";
export * from "./exact_json.ts";
export * from "./hologram_error.ts";
export * from "./logger.ts";
export * from "./parse_think.ts";
export * from "./tensor.ts";
export * from "./tensor_json.ts";
export * from "./version.ts";
