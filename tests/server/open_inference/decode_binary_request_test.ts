import assert from "node:assert/strict";
import type { ValueInfo } from "../../../src/base/mod.ts";
import { decodeInferRequest } from "../../../src/server/open_inference/mod.ts";
import { decode, info, refuses } from "./decoding.ts";

/** A request with bytes after its JSON. */
function binary(
  inputs: string,
  bytes: number[],
  infos: ValueInfo[],
  headerLength?: number,
): ReturnType<typeof decodeInferRequest> {
  const json = new TextEncoder().encode(`{"inputs": [${inputs}]}`);
  const body = new Uint8Array([...json, ...bytes]);
  return decodeInferRequest(body, headerLength ?? json.length, infos);
}

Deno.test("tensors after the JSON are taken in order, beside tensors in it", () => {
  const infos = [
    info("a", "uint16", [2]),
    info("b", "int8", [1]),
    info("c", "string", [1]),
    info("d", "bool", [0]),
  ];
  const { feeds } = binary(
    `{"name": "a", "datatype": "UINT16", "shape": [2], "parameters": {"binary_data_size": 4}},
     {"name": "b", "datatype": "INT8", "shape": [1], "data": [-1]},
     {"name": "d", "datatype": "BOOL", "shape": [0], "data": null, "parameters": {"binary_data_size": 0}},
     {"name": "c", "datatype": "BYTES", "shape": [1], "parameters": {"binary_data_size": 6}}`,
    [1, 0, 2, 0, 2, 0, 0, 0, 0xc3, 0xa9],
    infos,
  );
  assert.deepEqual(feeds.get("a")!.data, new Uint16Array([1, 2]));
  assert.deepEqual(feeds.get("b")!.data, new Int8Array([-1]));
  assert.deepEqual(feeds.get("c")!.data, ["é"]);
  assert.deepEqual(feeds.get("d")!.data, new Uint8Array(0));
});

Deno.test("binary sizes and header lengths that do not fit the body are refused", () => {
  const a = [info("a", "uint8", [2])];
  const tensor = (size: unknown) =>
    `{"name": "a", "datatype": "UINT8", "shape": [2], "parameters": {"binary_data_size": ${size}}}`;
  refuses(
    () => binary(tensor(3), [1, 2], a),
    '"binary_data_size" is 3, but 2 bytes are left after the JSON',
  );
  refuses(() => binary(tensor(-1), [1, 2], a), '"binary_data_size" is -1');
  refuses(() => binary(tensor('"2"'), [1, 2], a), '"binary_data_size" is "2"');
  refuses(() => binary(tensor(1), [1], a), 'input "a": UINT8 [2] takes 2 bytes, got 1');
  refuses(() => binary(tensor(2), [1, 2, 3], a), "expected 2 bytes after the JSON, got 3");
  refuses(
    () => decode(`{"inputs": [${tensor(2)}]}`, a),
    '"binary_data_size" is 2, but 0 bytes are left',
  );
  for (const length of [-1, 1.5, NaN, 1e9]) {
    refuses(
      () => binary(tensor(2), [1, 2], a, length),
      "the header Inference-Header-Content-Length: expected a length",
    );
  }
  const nul =
    `{"name": "s", "datatype": "BYTES", "shape": [1], "parameters": {"binary_data_size": 5}}`;
  refuses(() => binary(nul, [1, 0, 0, 0, 0], [info("s", "string", [1])]), "has a NUL character");
  refuses(() => binary(nul, [1, 0, 0, 0, 0xff], [info("s", "string", [1])]), "is not valid UTF-8");
  const nested = new TextEncoder().encode(`{"a": [1, 2]}...`);
  refuses(
    () => decodeInferRequest(nested, 13, a),
    "expected no bytes after the JSON of nested arrays, got 3",
  );
});
