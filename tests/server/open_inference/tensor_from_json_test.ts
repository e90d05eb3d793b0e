import assert from "node:assert/strict";
import type { DType } from "../../../src/base/mod.ts";
import { decode, decodeX, info, refuses } from "./decoding.ts";

Deno.test("64-bit integers are exact, and so are their limits", () => {
  assert.deepEqual(
    decodeX("int64", "INT64", [3], "[9223372036854775807, -9223372036854775808, 9007199254740993]"),
    new BigInt64Array([2n ** 63n - 1n, -(2n ** 63n), 9007199254740993n]),
  );
  assert.deepEqual(
    decodeX("uint64", "UINT64", [2], "[18446744073709551615, 0]"),
    new BigUint64Array([2n ** 64n - 1n, 0n]),
  );
  for (
    const value of ["9223372036854775808", "-9223372036854775809", "1e17", "0.5", "true", '"1"']
  ) {
    refuses(
      () => decodeX("int64", "INT64", [1], `[${value}]`),
      "expected an integer from -9223372036854775808 to 9223372036854775807, in plain digits",
    );
  }
  refuses(
    () => decodeX("uint64", "UINT64", [1], "[-1]"),
    'input "x": element 0 is -1, expected an integer from 0',
  );
});

Deno.test("integers out of their type's range, with a fraction, or of another kind are refused", () => {
  refuses(
    () => decodeX("uint8", "UINT8", [2], "[255, 300]"),
    'Cannot read input "x": element 1 is 300, expected an integer from 0 to 255',
  );
  const wrong: [DType, string, string[]][] = [
    ["uint8", "UINT8", [
      "-1",
      "1.5",
      "null",
      "NaN",
      "true",
      '"1"',
      "[1]",
      "{}",
      "12345678901234567890",
    ]],
    ["int8", "INT8", ["128", "-129"]],
    ["uint16", "UINT16", ["65536", "-1"]],
    ["int16", "INT16", ["32768", "-32769"]],
    ["uint32", "UINT32", ["4294967296", "-1"]],
    ["int32", "INT32", ["2147483648", "-2147483649", "Infinity"]],
  ];
  for (const [dtype, datatype, values] of wrong) {
    for (const value of values) {
      refuses(() => decodeX(dtype, datatype, [1], `[${value}]`), 'input "x": element 0 is');
    }
  }
  assert.deepEqual(
    decodeX("int8", "INT8", [3], "[-128, 127, 1e1]"),
    new Int8Array([-128, 127, 10]),
  );
  assert.deepEqual(
    decodeX("uint32", "UINT32", [1], "[4294967295]"),
    new Uint32Array([2 ** 32 - 1]),
  );
});

Deno.test("floats take NaN and infinities as literals or strings, keep -0, and never overflow", () => {
  const special = `[NaN, "NaN", Infinity, "Infinity", -Infinity, "-Infinity", -0, -0.0]`;
  const expected = [NaN, NaN, Infinity, Infinity, -Infinity, -Infinity, -0, -0];
  for (
    const [dtype, datatype] of [["float16", "FP16"], ["float32", "FP32"], [
      "float64",
      "FP64",
    ]] as const
  ) {
    assert.deepEqual(Array.from(decodeX(dtype, datatype, [8], special) as Float64Array), expected);
    for (const value of ["null", "true", '"1"', '"nan"', '"toString"', "[]"]) {
      refuses(() => decodeX(dtype, datatype, [1], `[${value}]`), "element 0 is");
    }
  }
  assert.deepEqual(
    decodeX("float16", "FP16", [2], "[65504, 65519]"),
    new Float16Array([65504, 65504]),
  );
  refuses(
    () => decodeX("float16", "FP16", [1], "[65520]"),
    'input "x": element 0 is 65520, expected a number within the range of FP16',
  );
  refuses(
    () => decodeX("float32", "FP32", [1], "[-3.5e38]"),
    "expected a number within the range of FP32",
  );
  refuses(() => decodeX("float32", "FP32", [1], `[${"9".repeat(50)}]`), "within the range of FP32");
  refuses(
    () => decodeX("float64", "FP64", [1], "[1e400]"),
    "within the range of a double at position",
  );
  const long = decodeX("float64", "FP64", [1], "[9007199254740993]");
  assert.deepEqual(long, new Float64Array([2 ** 53]));
});

Deno.test("booleans are true, false, 1 or 0", () => {
  assert.deepEqual(
    decodeX("bool", "BOOL", [4], "[true, false, 1, 0]"),
    new Uint8Array([1, 0, 1, 0]),
  );
  for (const value of ["2", "null", '"true"', "0.5", "-1"]) {
    refuses(() => decodeX("bool", "BOOL", [1], `[${value}]`), "expected true or false");
  }
});

Deno.test("strings are kept to the character; a NUL or a lone surrogate is refused", () => {
  assert.deepEqual(decodeX("string", "BYTES", [4], '["", "日本 é", "😀", "NaN"]'), [
    "",
    "日本 é",
    "😀",
    "NaN",
  ]);
  refuses(
    () => decodeX("string", "BYTES", [2], '["a", "b\\u0000c"]'),
    'input "x": element 1 has a NUL character, expected none',
  );
  refuses(
    () => decodeX("string", "BYTES", [1], '["\\ud83d"]'),
    "expected a string of valid Unicode",
  );
  refuses(() => decodeX("string", "BYTES", [1], "[1]"), "element 0 is 1, expected a string");
  refuses(() => decode(`{"x": ["a\\u0000"]}`, [info("x", "string", [1])]), "has a NUL character");
});

Deno.test("scalars and empty tensors have their shapes", () => {
  assert.deepEqual(decodeX("float32", "FP32", [], "[5]"), new Float32Array([5]));
  assert.deepEqual(decodeX("float32", "FP32", [], "5"), new Float32Array([5]));
  for (const [shape, data] of [[[0, 3], "[]"], [[2, 0], "[]"], [[2, 0], "[[], []]"]] as const) {
    assert.deepEqual(decodeX("float32", "FP32", [...shape], data), new Float32Array(0));
  }
  assert.deepEqual(
    decode(`{"x": [[], []]}`, [info("x", "int8", ["a", "b"])]).feeds.get("x")!.shape,
    [2, 0],
  );
  refuses(() => decodeX("float32", "FP32", [], "[[5]]"), "element 0 is an array");
  refuses(() => decodeX("float32", "FP32", [], "[]"), "expected 1 values");
  refuses(() => decode(`{"x": []}`), "expected the shape [n, 2], got [0]");
});

Deno.test("data that does not fill its shape is refused before anything is allocated", () => {
  refuses(
    () => decodeX("float32", "FP32", [2, 2], "[1, 2, 3]"),
    "expected 4 values for the shape [2, 2], got 3",
  );
  refuses(
    () => decodeX("float32", "FP32", [2, 2], "[[1, 2], [3]]"),
    "for [2, 2], entry [1] must be an array of 2, got an array of 1",
  );
  refuses(
    () => decodeX("float32", "FP32", [2, 2], "[[1, 2, 3, 4]]"),
    "the data must be an array of 2",
  );
  refuses(
    () => decodeX("float32", "FP32", [2, 2], "[[1, 2], 3]"),
    "entry [1] must be an array of 2, got 3",
  );
  refuses(() => decodeX("float32", "FP32", [2], "3"), "expected an array of 2 values, got 3");
  refuses(() => decodeX("float32", "FP32", [1e15, 1e15], "[1]"), "expected 1e+30 values");
  refuses(
    () => decodeX("float32", "FP32", [1, 1e15], "[[1]]"),
    "must be an array of 1000000000000000",
  );
  refuses(() => decode(`{"x": [[1, 2], [3]]}`), "entry [1] must be an array of 2");
  refuses(() => decode(`{"x": [[1, [2]]]}`), "element 1 is an array");
  refuses(
    () => decode(`{"x": ${"[".repeat(5000)}${"]".repeat(5000)}}`),
    "expected the shape [n, 2], got [1, 1, 1]",
  );
});
