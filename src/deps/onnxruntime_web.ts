/**
 * The inference engine. The root import takes the build that runs two threads under Deno.
 *
 * @module
 */
export * from "npm:onnxruntime-web@1.30.0";
