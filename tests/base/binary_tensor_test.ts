import assert from "node:assert/strict";
import {
  datatypeOf,
  decodeBinaryTensor,
  dtypeOfDatatype,
  DTYPES,
  encodeBinaryTensor,
  joinBinaryBody,
} from "../../src/base/mod.ts";

const refusal = (kind: string, message: RegExp) => ({ name: "HologramError", kind, message });

Deno.test("the protocol's 13 datatypes map to types and back, others are refused by name", () => {
  const carried = DTYPES.filter((dtype) => {
    try {
      return dtypeOfDatatype(datatypeOf(dtype)) === dtype;
    } catch {
      return false;
    }
  });
  assert.equal(carried.length, 13);
  assert.equal(datatypeOf("float16"), "FP16");
  assert.equal(datatypeOf("string"), "BYTES");
  assert.equal(dtypeOfDatatype("BF16"), undefined);
  assert.equal(dtypeOfDatatype("fp32"), undefined);
  assert.throws(() => datatypeOf("bfloat16"), refusal("unsupported", /bfloat16 is not one of/));
});

Deno.test("numbers are carried as little-endian bytes, without a copy", () => {
  const data = new Uint16Array([1, 0x0203]);
  const bytes = encodeBinaryTensor({ dtype: "uint16", shape: [2], data });
  assert.deepEqual([...bytes], [1, 0, 3, 2]);
  assert.equal(bytes.buffer, data.buffer);
  const back = decodeBinaryTensor("uint16", [2], bytes, "it");
  assert.deepEqual(back, { dtype: "uint16", shape: [2], data });
});

Deno.test("strings are carried as a length in 4 bytes and UTF-8, a byte order mark included", () => {
  const data = ["", "é", "\ufeffa", "😀"];
  const bytes = encodeBinaryTensor({ dtype: "string", shape: [2, 2], data });
  assert.deepEqual([...bytes.subarray(0, 10)], [0, 0, 0, 0, 2, 0, 0, 0, 0xc3, 0xa9]);
  assert.deepEqual(decodeBinaryTensor("string", [2, 2], bytes, "it").data, data);
  assert.throws(
    () => encodeBinaryTensor({ dtype: "string", shape: [1], data: ["\ud800"] }),
    refusal("invalid", /string 0 has a lone surrogate/),
  );
});

Deno.test("bytes that do not fit the type and shape are refused", () => {
  const decode = (dtype: "float32" | "bool" | "string", shape: number[], bytes: number[]) => () =>
    decodeBinaryTensor(dtype, shape, new Uint8Array(bytes), 'input "x"');
  const says = (message: RegExp) => refusal("invalid", message);
  assert.throws(
    decode("float32", [2], [0, 0, 0, 0]),
    says(/^Cannot read input "x": FP32 \[2\] takes 8 bytes, got 4$/),
  );
  assert.throws(decode("bool", [2], [1, 2]), says(/element 1 is 2, expected 0 or 1/));
  assert.throws(decode("string", [1], [1, 0, 0]), says(/its 3 bytes end inside string 0/));
  assert.throws(decode("string", [1], [255, 255, 255, 255, 65]), says(/end inside string 0/));
  assert.throws(decode("string", [1], [1, 0, 0, 0, 0xff]), says(/string 0 is not valid UTF-8/));
  assert.throws(
    decode("string", [2], [0, 0, 0, 0]),
    says(/expected 2 strings and nothing after them, got 1 in 4 of 4 bytes/),
  );
  assert.throws(decode("string", [0], [0, 0, 0, 0]), says(/expected 0 strings/));
});

Deno.test("a binary body is its JSON, padded to 8 bytes, and the tensors' bytes in order", () => {
  const { body, headerLength } = joinBinaryBody('{"é":1}', [
    new Uint8Array([1]),
    new Uint8Array(0),
    new Uint8Array([2, 3]),
  ]);
  assert.equal(headerLength, 8);
  assert.equal(new TextDecoder().decode(body.subarray(0, 8)), '{"é":1}');
  assert.equal(joinBinaryBody("{ }", []).headerLength, 8);
  assert.deepEqual([...body.subarray(8)], [1, 2, 3]);
});
