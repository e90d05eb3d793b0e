import assert from "node:assert/strict";
import type { Dimension, DType, TensorData, ValueInfo } from "../../../src/base/mod.ts";
import { decodeInferRequest } from "../../../src/server/open_inference/mod.ts";

/** What a network takes as one input. */
export const info = (name: string, dtype: DType, shape: Dimension[]): ValueInfo => ({
  name,
  dtype,
  shape,
});
/** The input that most tests read. */
export const X = info("x", "float32", ["n", 2]);

/** Reads a request from its text. */
export function decode(
  json: string,
  inputs: ValueInfo[] = [X],
): ReturnType<typeof decodeInferRequest> {
  return decodeInferRequest(new TextEncoder().encode(json), undefined, inputs);
}

/** Reads one input `x` of a type and shape, in the protocol's form, from the text of its data. */
export function decodeX(dtype: DType, datatype: string, shape: number[], data: string): TensorData {
  const tensor = `{"name":"x","datatype":"${datatype}","shape":[${shape}],"data":${data}}`;
  const inputs = [info("x", dtype, shape)];
  const { feeds } = decode(`{"inputs":[${tensor}]}`, inputs);
  assert.deepEqual(feeds.get("x")!.shape, shape);
  return feeds.get("x")!.data;
}

/** Checks that reading is refused as invalid, with this in the message. */
export function refuses(read: () => unknown, part: string): void {
  assert.throws(read, (error: Error & { kind?: string }) => {
    assert.equal(error.kind, "invalid", String(error.stack));
    assert.ok(error.message.includes(part), `${error.message}\nshould contain: ${part}`);
    return true;
  });
}
