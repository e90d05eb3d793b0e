/**
 * The Holofile: Ollama's Modelfile with four more instructions, read, written, and turned into a request.
 *
 * @module
 */
export * from "./expand_path.ts";
export * from "./format_holofile.ts";
export * from "./format_parameters.ts";
export type { HolofileCommand, HolofileMessage } from "./holofile_command.ts";
export * from "./holofile_request.ts";
export * from "./home_folder.ts";
export * from "./model_holofile.ts";
export * from "./parse_holofile.ts";
export * from "./parse_parameter.ts";
export type { HolofileRequest, HolofileResult } from "./request_builder.ts";
