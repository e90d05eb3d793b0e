/**
 * Networks, loaded and ready: tensors in, tensors out.
 *
 * @module
 */
export * from "./open_session.ts";
export * from "./session.ts";
export { openOrtSession, type OrtSessionOptions } from "./ort/ort_session.ts";
export { ExternalWeights, type ReadWeights } from "./ort/external_weights.ts";
