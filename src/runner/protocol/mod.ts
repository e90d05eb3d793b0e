/**
 * How a server and a runner talk: frames over standard input and output.
 *
 * @module
 */
export * from "./frame.ts";
export * from "./messages.ts";
export * from "./tensor_payload.ts";
