import assert from "node:assert/strict";
import { parseExactJson, type Tensor } from "../../../src/base/mod.ts";
import { decodeInferRequest, encodeInferResponse } from "../../../src/server/open_inference/mod.ts";
import { CARRIED_TYPES, randomTensor } from "../../base/random_tensor.ts";
import { seededRandom } from "../../base/seeded_random.ts";

Deno.test("a response without binary outputs is JSON with flat data", () => {
  const outputs = new Map<string, Tensor>([
    ["y", { dtype: "float32", shape: [2, 2], data: new Float32Array([0.1, NaN, -0, -Infinity]) }],
    ["label", { dtype: "int64", shape: [1], data: new BigInt64Array([2n ** 63n - 1n]) }],
    ["ok", { dtype: "bool", shape: [], data: new Uint8Array([1]) }],
    ["text", { dtype: "string", shape: [1], data: ["é\n"] }],
    ["none", { dtype: "uint8", shape: [0, 3], data: new Uint8Array(0) }],
  ]);
  const response = encodeInferResponse({ modelName: "m", id: "7", outputs, binary: () => false });
  assert.equal(response.headerLength, undefined);
  assert.equal(response.contentType, "application/json");
  assert.equal(
    new TextDecoder().decode(response.body),
    '{"model_name":"m","id":"7","outputs":[' +
      '{"name":"y","datatype":"FP32","shape":[2,2],"data":[0.1,NaN,-0.0,-Infinity]},' +
      '{"name":"label","datatype":"INT64","shape":[1],"data":[9223372036854775807]},' +
      '{"name":"ok","datatype":"BOOL","shape":[],"data":[true]},' +
      '{"name":"text","datatype":"BYTES","shape":[1],"data":["é\\n"]},' +
      '{"name":"none","datatype":"UINT8","shape":[0,3],"data":[]}]}',
  );
});

Deno.test("binary outputs follow the JSON in its order, beside outputs in it", () => {
  const outputs = new Map<string, Tensor>([
    ["a", { dtype: "uint16", shape: [2], data: new Uint16Array([1, 2]) }],
    ["b", { dtype: "int8", shape: [1], data: new Int8Array([3]) }],
    ["c", { dtype: "string", shape: [1], data: ["é"] }],
  ]);
  const { body, headerLength, contentType } = encodeInferResponse({
    modelName: "m",
    modelVersion: "1",
    outputs,
    binary: (name) => name !== "b",
  });
  assert.equal(contentType, "application/octet-stream");
  assert.deepEqual(parseExactJson(new TextDecoder().decode(body.subarray(0, headerLength))), {
    model_name: "m",
    model_version: "1",
    outputs: [
      { name: "a", datatype: "UINT16", shape: [2], parameters: { binary_data_size: 4 } },
      { name: "b", datatype: "INT8", shape: [1], data: [3] },
      { name: "c", datatype: "BYTES", shape: [1], parameters: { binary_data_size: 6 } },
    ],
  });
  assert.deepEqual([...body.subarray(headerLength)], [1, 0, 2, 0, 2, 0, 0, 0, 0xc3, 0xa9]);
});

Deno.test("an output of a type that the protocol cannot carry is refused by name", () => {
  const outputs = new Map<string, Tensor>([
    ["y", { dtype: "bfloat16", shape: [1], data: new Uint8Array(2) }],
  ]);
  for (const binary of [true, false]) {
    assert.throws(() => encodeInferResponse({ modelName: "m", outputs, binary: () => binary }), {
      name: "HologramError",
      kind: "unsupported",
      message: /bfloat16/,
    });
  }
});

Deno.test("tensors of every type go out and come in unchanged, in JSON and as bytes", () => {
  const random = seededRandom(4);
  for (const dtype of CARRIED_TYPES) {
    for (const shape of [[], [0], [1], [2, 0, 3], [3, 2], [2, 3, 4], [500]]) {
      const tensor = randomTensor(dtype, shape, random);
      const outputs = new Map([["x", tensor]]);
      for (const binary of [true, false]) {
        const { body, headerLength } = encodeInferResponse({
          modelName: "m",
          outputs,
          binary: () => binary,
        });
        // A response's outputs have the form of a request's inputs; the name of the field has the same width.
        const json = new TextDecoder().decode(body.subarray(0, headerLength));
        const header = new TextEncoder().encode(json.replace('"outputs":', ' "inputs":'));
        const request = new Uint8Array([...header, ...body.subarray(headerLength ?? body.length)]);
        const infos = [{ name: "x", dtype, shape }];
        const { feeds } = decodeInferRequest(request, headerLength, infos);
        assert.deepEqual(feeds.get("x"), tensor, `${dtype} [${shape}], binary ${binary}`);
      }
    }
  }
});
