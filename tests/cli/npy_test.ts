import assert from "node:assert/strict";
import { type DType, elementCount, type Tensor, type TensorData } from "../../src/base/mod.ts";
import { decodeNpy, encodeNpy } from "../../src/cli/npy.ts";
import { CARRIED_TYPES, randomTensor } from "../base/random_tensor.ts";
import { seededRandom } from "../base/seeded_random.ts";

const fixture = (name: string) =>
  Deno.readFileSync(new URL(`../fixtures/npy/${name}.npy`, import.meta.url));
const counting = Float32Array.from({ length: 24 }, (_, index) => index);
const texts = ["", "é", "日本", "😀x", "a\0b", "end"];

/** What NumPy wrote, by `scripts/fixtures/make_npy.py`. */
const WRITTEN: [string, DType, number[], TensorData][] = [
  ["b1", "bool", [2, 2], new Uint8Array([1, 0, 0, 1])],
  ["i1", "int8", [3], new Int8Array([-128, 0, 127])],
  ["i2", "int16", [3], new Int16Array([-32768, 0, 32767])],
  ["i4", "int32", [3], new Int32Array([-(2 ** 31), 0, 2 ** 31 - 1])],
  ["i8", "int64", [3], new BigInt64Array([-(2n ** 63n), 0n, 2n ** 63n - 1n])],
  ["u1", "uint8", [3], new Uint8Array([0, 0, 255])],
  ["u2", "uint16", [3], new Uint16Array([0, 0, 65535])],
  ["u4", "uint32", [3], new Uint32Array([0, 0, 2 ** 32 - 1])],
  ["u8", "uint64", [3], new BigUint64Array([0n, 0n, 2n ** 64n - 1n])],
  ["f2", "float16", [3], new Float16Array([0.1, -65504, Infinity])],
  ["f4", "float32", [2, 3], new Float32Array([0.1, -0, NaN, Infinity, -Infinity, 1e-45])],
  ["f8_scalar", "float64", [], new Float64Array([-2.5])],
  ["f4_empty", "float32", [0, 3], new Float32Array(0)],
  ["f4_fortran", "float32", [2, 3, 4], counting],
  ["f4_version_2", "float32", [2], new Float32Array([1, 2])],
  ["f4_version_3", "float32", [2], new Float32Array([1, 2])],
  ["i8_big_endian", "int64", [3], new BigInt64Array([-(2n ** 63n), 1n, 2n ** 63n - 1n])],
  ["f4_big_endian_fortran", "float32", [2, 2], new Float32Array([1, 2, 3, 4])],
  ["u", "string", [2, 3], texts],
  ["u_big_endian_fortran", "string", [2, 3], texts],
];

Deno.test("arrays that NumPy wrote are read, in either byte order and either layout", () => {
  for (const [name, dtype, shape, data] of WRITTEN) {
    assert.deepEqual(decodeNpy(fixture(name)), { dtype, shape, data }, name);
  }
});

Deno.test("an array in the middle of a buffer is read as well", () => {
  const bytes = fixture("i8");
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  assert.deepEqual(decodeNpy(shifted.subarray(3)), decodeNpy(bytes));
});

Deno.test("what is written has NumPy's header and the elements from a multiple of 64 bytes on", () => {
  for (const name of ["i1", "f4", "f8_scalar", "f4_empty", "u"]) {
    const theirs = fixture(name);
    const ours = encodeNpy(decodeNpy(theirs));
    // NumPy leaves room for the first dimension to grow; besides that padding the files are the same.
    const parts = (bytes: Uint8Array) => {
      const start = 10 + (bytes[8]! | (bytes[9]! << 8));
      assert.equal(start % 64, 0);
      assert.equal(bytes[start - 1], 10);
      const header = new TextDecoder().decode(bytes.subarray(10, start)).trim();
      return [[...bytes.subarray(0, 8)], header, [...bytes.subarray(start)]];
    };
    assert.deepEqual(parts(ours), parts(theirs), name);
  }
});

Deno.test("tensors of every type are written and read back bit by bit", () => {
  const random = seededRandom(6);
  for (const dtype of CARRIED_TYPES) {
    for (const shape of [[], [0], [7], [2, 0, 3], [3, 4, 5]]) {
      const tensor = randomTensor(dtype, shape, random);
      assert.deepEqual(decodeNpy(encodeNpy(tensor)), tensor);
    }
  }
});

Deno.test("what the format cannot hold is not written", () => {
  const strings = (...data: string[]): Tensor => ({ dtype: "string", shape: [data.length], data });
  const refusal = { name: "HologramError", kind: "invalid", message: /string 1 ends with a NUL/ };
  assert.throws(() => encodeNpy(strings("a", "b\0")), refusal);
  assert.throws(() => encodeNpy(strings("a", "\udc00")), refusal);
  const tensor: Tensor = { dtype: "bfloat16", shape: [1], data: new Uint8Array(2) };
  assert.throws(() => encodeNpy(tensor), { kind: "unsupported", message: /bfloat16/ });
});

Deno.test("arrays of objects, byte strings, complex numbers and records are refused by their type", () => {
  const types = { objects: "|O", bytes: "|S2", complex: "<c8", records: "[('a', '<i4')" };
  for (const [name, type] of Object.entries(types)) {
    assert.throws(
      () => decodeNpy(fixture(`refused_${name}`)),
      (error: Error & { kind?: string }) => {
        assert.equal(error.kind, "unsupported", error.message);
        assert.ok(error.message.includes(`type ${type}`), error.message);
        return true;
      },
    );
  }
});

/** A file with a header of one's own. */
function file(header: string, data: number[] = [], version = 1): Uint8Array {
  const text = new TextEncoder().encode(header);
  const length = version === 1 ? [text.length & 255, text.length >> 8] : [text.length, 0, 0, 0];
  return new Uint8Array([0x93, 78, 85, 77, 80, 89, version, 0, ...length, ...text, ...data]);
}

Deno.test("headers are read whatever their order, quotes and spaces", () => {
  const headers = [
    `{"shape": ( 2 , ), 'fortran_order' : False,"descr":"|u1"}`,
    `{'descr':'<u1','shape':(2L,),'fortran_order':True}\n`,
  ];
  for (const header of headers) {
    assert.deepEqual(decodeNpy(file(header, [1, 2])), {
      dtype: "uint8",
      shape: [2],
      data: new Uint8Array([1, 2]),
    });
  }
});

Deno.test("hostile files are refused with an error that says what is wrong", () => {
  const header = (descr: string, shape: string) =>
    `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`;
  const cases: [Uint8Array, RegExp][] = [
    [new Uint8Array(0), /expected a file that starts with/],
    [fixture("i1").subarray(1), /expected a file that starts with/],
    [fixture("i1").subarray(0, 40), /its header takes 118 bytes, but 30 are left/],
    [fixture("i1").subarray(0, -1), /takes 3 bytes, got 2/],
    [new Uint8Array([...fixture("i1"), 0]), /takes 3 bytes, got 4/],
    [fixture("f4_version_2").subarray(0, 10), /ends inside its header/],
    [file("", [], 9), /expected version 1 to 3 of the format, got 9/],
    [
      new Uint8Array([...file("", [], 2).subarray(0, 8), 255, 255, 255, 255]),
      /a header of at most 65535 bytes/,
    ],
    [file("__import__('os')"), /expected a header with descr, fortran_order and shape/],
    [file("{'descr': '<f4', 'shape': ()}"), /expected a header with descr/],
    [file(header("'<f4'", "(-1,)")), /expected a header with descr/],
    [file(header("'<f4'", "(1,,2)")), /expected a shape, got \(1,,2\)/],
    [file(header("'<f4'", "(99999999999999999999,)")), /expected a shape/],
    [file(header("'<f4'", "(9007199254740991, 9007199254740991)")), /takes \S+ bytes, got 0/],
    [file(header("'<f4'", "(0, 9007199254740991)"), [1]), /takes 0 bytes, got 1/],
    [file(header("'<U0'", "(9007199254740991,)")), /expected strings of at least one character/],
    [file(header("'|b1'", "(1,)"), [2]), /a boolean is neither 0 nor 1/],
    [file(header("'<U1'", "()"), [0, 0xd8, 0, 0]), /string 0 has the code 55296/],
    [file(header("'<U1'", "()"), [0, 0, 0x11, 0]), /string 0 has the code 1114112/],
  ];
  for (const [bytes, message] of cases) {
    assert.throws(() => decodeNpy(bytes), { name: "HologramError", kind: "invalid", message });
  }
});

Deno.test("no damaged byte of a file brings down the reader", () => {
  const random = seededRandom(7);
  for (const name of ["f4_fortran", "u", "i8_big_endian", "f4_version_2"]) {
    const bytes = fixture(name);
    for (let round = 0; round < 500; round++) {
      const damaged = bytes.slice();
      damaged[Math.floor(random() * damaged.length)] = random() * 256;
      try {
        const { shape, data } = decodeNpy(damaged);
        assert.equal(data.length, elementCount(shape));
      } catch (error) {
        assert.equal((error as Error).name, "HologramError", String((error as Error).stack));
      }
    }
  }
});
