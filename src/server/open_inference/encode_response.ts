import {
  datatypeOf,
  encodeBinaryTensor,
  joinBinaryBody,
  stringifyExactJson,
  type Tensor,
  tensorJson,
} from "../../base/mod.ts";

/** What an inference gave. */
export interface InferResponse {
  /** The model that answered. */
  modelName: string;
  /** Its version, where the request named one. */
  modelVersion?: string;
  /** The request's `id`, repeated. */
  id?: string;
  /** The outputs, in the order in which they are written. */
  outputs: ReadonlyMap<string, Tensor>;
  /** Whether an output goes as bytes after the JSON; in the JSON otherwise. */
  binary: (name: string) => boolean;
}

/** A response, ready to send. */
export interface EncodedInferResponse {
  /** The JSON, and after it the bytes of binary outputs. */
  body: Uint8Array<ArrayBuffer>;
  /** Value of the header `Inference-Header-Content-Length`; `undefined` when the body is JSON alone. */
  headerLength: number | undefined;
  /** Value of the header `Content-Type`. */
  contentType: "application/json" | "application/octet-stream";
}

/**
 * Writes an inference response of the Open Inference Protocol, version 2, with its binary tensor data extension. Data
 * in the JSON is flat, in row-major order; integers are exact, NaN and infinities the literals of `stringifyExactJson`.
 *
 * @throws {HologramError} `unsupported` for an output of a type that the protocol cannot carry, `invalid` for a binary
 * string with a lone surrogate, `too_large` when the JSON would be longer than a string can be.
 */
export function encodeInferResponse(response: InferResponse): EncodedInferResponse {
  const parts: Uint8Array[] = [];
  const outputs = Array.from(response.outputs, ([name, tensor]) => {
    if (!response.binary(name)) return tensorJson(name, tensor);
    const bytes = encodeBinaryTensor(tensor);
    parts.push(bytes);
    const { dtype, shape } = tensor;
    const parameters = { binary_data_size: bytes.length };
    return { name, datatype: datatypeOf(dtype), shape, parameters };
  });
  const { modelName, modelVersion, id } = response;
  const json = stringifyExactJson({
    model_name: modelName,
    model_version: modelVersion,
    id,
    outputs,
  });
  if (parts.length === 0) {
    return {
      body: new TextEncoder().encode(json),
      headerLength: undefined,
      contentType: "application/json",
    };
  }
  return { ...joinBinaryBody(json, parts), contentType: "application/octet-stream" };
}
