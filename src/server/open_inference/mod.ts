/**
 * The Open Inference Protocol, version 2 (KServe's), with its binary tensor data extension: requests read into tensors,
 * tensors written as responses. The names of its datatypes are in `base`.
 *
 * @module
 */
export * from "./decode_request.ts";
export * from "./encode_response.ts";
