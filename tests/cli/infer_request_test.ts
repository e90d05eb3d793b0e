import assert from "node:assert/strict";
import type { Tensor } from "../../src/base/mod.ts";
import { buildInferBody, readInferReply } from "../../src/cli/infer_request.ts";
import { decodeInferRequest, encodeInferResponse } from "../../src/server/open_inference/mod.ts";
import { CARRIED_TYPES, randomTensor } from "../base/random_tensor.ts";
import { seededRandom } from "../base/seeded_random.ts";

const random = seededRandom(5);
const tensors = CARRIED_TYPES.map((dtype) => ({
  name: `the ${dtype}`,
  tensor: randomTensor(dtype, [3, 5], random),
}));

Deno.test("the server reads the body that the client builds", () => {
  const { body, headerLength } = buildInferBody(tensors);
  const inputs = tensors.map(({ name, tensor }) => ({
    name,
    dtype: tensor.dtype,
    shape: ["a", "b"],
  }));
  const request = decodeInferRequest(body, headerLength, inputs);
  assert.equal(request.binaryOutput, true);
  assert.deepEqual([...request.feeds], tensors.map(({ name, tensor }) => [name, tensor]));
});

Deno.test("the client reads the replies that the server writes, in JSON, as bytes, or mixed", () => {
  const outputs = new Map<string, Tensor>(tensors.map(({ name, tensor }) => [name, tensor]));
  for (const binary of [() => true, () => false, (name: string) => name.includes("int")]) {
    const { body, headerLength } = encodeInferResponse({ modelName: "m", outputs, binary });
    assert.deepEqual(readInferReply(body, headerLength), tensors);
  }
});

Deno.test("a reply that is none of the protocol is an error that says why", () => {
  const read = (json: string) => () => readInferReply(new TextEncoder().encode(json), undefined);
  const says = (message: RegExp) => ({ name: "HologramError", kind: "internal", message });
  assert.throws(
    read("<html>"),
    says(/^Cannot read the server's reply: Cannot read JSON: expected/),
  );
  assert.throws(read("{}"), says(/^Cannot read the server's reply: /));
  assert.throws(
    read(`{"outputs": [{"name": "y", "datatype": "BF16", "shape": [1], "data": [1]}]}`),
    says(/output "y" is BF16/),
  );
  assert.throws(
    read(`{"outputs": [{"name": "y", "datatype": "FP32", "shape": [2], "data": [1]}]}`),
    says(/has 1 values, expected 2/),
  );
  assert.throws(
    read(
      `{"outputs": [{"name": "y", "datatype": "FP32", "shape": [1], "parameters": {"binary_data_size": 4}}]}`,
    ),
    says(/takes 4 bytes, got 0/),
  );
});
