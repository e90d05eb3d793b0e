import assert from "node:assert/strict";
import type { DType } from "../../src/base/mod.ts";
import { create, type MessageInitShape } from "../../src/deps/protobuf.ts";
import { readTensor, readTensorChunks, stringBytes, tensorInfo } from "../../src/onnx/mod.ts";
import { type TensorProto, TensorProtoSchema } from "../../src/onnx/onnx_pb.ts";
import { floats, Type, withFolder } from "./build_model.ts";

type TensorInit = MessageInitShape<typeof TensorProtoSchema>;

/** Two elements (four where packed) of every type in the field that ONNX keeps it in, and their raw bytes. */
const TYPED: readonly [type: keyof typeof Type, dtype: DType, TensorInit, bytes: number[]][] = [
  ["FLOAT", "float32", { floatData: [1, -2] }, [0, 0, 128, 63, 0, 0, 0, 192]],
  ["DOUBLE", "float64", { dims: [1n], doubleData: [-2] }, [0, 0, 0, 0, 0, 0, 0, 192]],
  ["COMPLEX64", "complex64", { dims: [1n], floatData: [1, -2] }, [0, 0, 128, 63, 0, 0, 0, 192]],
  ["INT8", "int8", { int32Data: [1, -2] }, [1, 254]],
  ["UINT8", "uint8", { int32Data: [1, 255] }, [1, 255]],
  ["INT16", "int16", { int32Data: [1, -2] }, [1, 0, 254, 255]],
  ["UINT16", "uint16", { int32Data: [1, 65535] }, [1, 0, 255, 255]],
  ["INT32", "int32", { int32Data: [1, -2] }, [1, 0, 0, 0, 254, 255, 255, 255]],
  ["INT64", "int64", { dims: [1n], int64Data: [-2n] }, [254, 255, 255, 255, 255, 255, 255, 255]],
  ["UINT32", "uint32", { uint64Data: [1n, 0xffff_ffffn] }, [1, 0, 0, 0, 255, 255, 255, 255]],
  ["UINT64", "uint64", { dims: [1n], uint64Data: [2n ** 63n] }, [0, 0, 0, 0, 0, 0, 0, 128]],
  ["BOOL", "bool", { int32Data: [0, 1] }, [0, 1]],
  ["FLOAT16", "float16", { int32Data: [0x3c00, 0xc000] }, [0, 60, 0, 192]],
  ["BFLOAT16", "bfloat16", { int32Data: [0x3f80, 0xc000] }, [128, 63, 0, 192]],
  ["FLOAT8E4M3FN", "float8e4m3fn", { int32Data: [0x38, 0xc0] }, [0x38, 0xc0]],
  ["FLOAT8E5M2", "float8e5m2", { int32Data: [0x3c, 0xc0] }, [0x3c, 0xc0]],
  ["INT4", "int4", { dims: [3n], int32Data: [0x21, 0x0f] }, [0x21, 0x0f]],
  ["UINT4", "uint4", { dims: [4n], int32Data: [0x21, 0xf3] }, [0x21, 0xf3]],
  ["FLOAT4E2M1", "float4e2m1", { dims: [4n], int32Data: [0x21, 0xf3] }, [0x21, 0xf3]],
  ["UINT2", "uint2", { dims: [5n], int32Data: [0xe4, 0x01] }, [0xe4, 0x01]],
];

for (const [type, dtype, init, bytes] of TYPED) {
  Deno.test(`readTensor() gives the raw bytes of ${type} in its typed field`, async () => {
    const typed = build(type, init);
    assert.equal(tensorInfo(typed).dtype, dtype);
    assert.deepEqual([...await readTensor(typed, "model.onnx")], bytes);
    const { dims } = typed;
    const raw = build(type, { dims, rawData: new Uint8Array(bytes) });
    assert.deepEqual([...await readTensor(raw, "model.onnx")], bytes);
  });
}

const REFUSED: readonly [what: string, keyof typeof Type, TensorInit, RegExp][] = [
  ["too few numbers", "FLOAT", { floatData: [1] }, /takes 2 numbers, it has 1$/],
  ["too many bytes", "FLOAT", { rawData: floats(3) }, /takes 8 bytes, it has 12$/],
  ["no data", "FLOAT", {}, /takes 2 numbers, it has 0$/],
  ["a byte of 256", "UINT8", { int32Data: [1, 256] }, /256 is beyond what uint8 holds$/],
  ["a 33-bit number", "UINT32", { uint64Data: [1n, 2n ** 32n] }, /beyond what uint32 holds$/],
  ["a negative dimension", "FLOAT", { dims: [-1n] }, /shape \[-1\] is not a shape$/],
  ["an endless shape", "FLOAT", { dims: Array(30).fill(2n ** 40n) }, /is not a shape$/],
  [
    "an endless shape of none",
    "FLOAT",
    { dims: [...Array(30).fill(2n ** 40n), 0n] },
    /not a shape/,
  ],
  ["an unknown type", "FLOAT6E2M3", {}, /its element type float6e2m3 is unknown$/],
  ["strings", "STRING", { stringData: [] }, /strings are not raw bytes$/],
];

for (const [what, type, init, message] of REFUSED) {
  Deno.test(`readTensor() refuses ${what}`, async () => {
    await assert.rejects(readTensor(build(type, init), "model.onnx"), (error: Error) => {
      assert.match(error.message, /^Cannot read tensor 'w': /);
      assert.match(error.message, message);
      return true;
    });
  });
}

Deno.test("readTensorChunks() reads a range of an external file in several pieces", async () => {
  await withFolder(async (folder) => {
    const count = 3 * 1024 * 1024;
    const data = floats(count);
    await Deno.mkdir(`${folder}/data`);
    await Deno.writeFile(`${folder}/data/w.bin`, new Uint8Array(3));
    await Deno.writeFile(`${folder}/data/w.bin`, data, { append: true });
    const tensor = external({ location: "data/w.bin", offset: "3" }, [BigInt(count)]);
    const chunks = await Array.fromAsync(readTensorChunks(tensor, `${folder}/model.onnx`));
    assert.ok(chunks.length > 1);
    assert.equal(chunks.reduce((sum, { length }) => sum + length, 0), data.length);
    const whole = await readTensor(tensor, `${folder}/model.onnx`);
    assert.equal(await digest(whole), await digest(data));
  });
});

const ESCAPES = ["../w.bin", "a/../../w.bin", "/etc/hostname", "C:\\w.bin", "..\\w.bin", "w\0.bin"];

for (const location of ESCAPES) {
  Deno.test(`readTensor() refuses the external file ${JSON.stringify(location)}`, async () => {
    await withFolder(async (folder) => {
      await Deno.writeFile(`${folder}/w.bin`, floats(2));
      await Deno.mkdir(`${folder}/model/a`, { recursive: true });
      const tensor = external({ location });
      await assert.rejects(readTensor(tensor, `${folder}/model/model.onnx`), {
        kind: "invalid",
        message: /^Cannot read tensor 'w': its external data '.*' is outside the model's folder$/,
      });
    });
  });
}

const BAD_EXTERNAL: readonly [what: string, Record<string, string>, kind: string, RegExp][] = [
  ["a file that is not there", { location: "no.bin" }, "not_found", /'no\.bin' is missing$/],
  ["a folder", { location: "." }, "invalid", /'\.' is not a file$/],
  [
    "a short file",
    { location: "w.bin", offset: "4" },
    "invalid",
    /byte 12 of 'w\.bin', .* 8 bytes/,
  ],
  ["another length", { location: "w.bin", length: "4" }, "invalid", /take 8 bytes, .* has 4$/],
  [
    "an offset that is no number",
    { location: "w.bin", offset: "-4" },
    "invalid",
    /the offset '-4'/,
  ],
  ["no location", { offset: "0" }, "invalid", /names no file/],
];

for (const [what, entries, kind, message] of BAD_EXTERNAL) {
  Deno.test(`readTensor() refuses external data with ${what}`, async () => {
    await withFolder(async (folder) => {
      await Deno.writeFile(`${folder}/w.bin`, floats(2));
      await assert.rejects(readTensor(external(entries), `${folder}/model.onnx`), {
        kind,
        message,
      });
    });
  });
}

Deno.test("stringBytes() gives strings as bytes and counts them", () => {
  const stringData = [new TextEncoder().encode("é"), new Uint8Array(0)];
  assert.deepEqual(stringBytes(build("STRING", { stringData })), stringData);
  assert.throws(() => stringBytes(build("STRING", { dims: [3n], stringData })), /takes 3 strings/);
});

function build(type: keyof typeof Type, init: TensorInit): TensorProto {
  return create(TensorProtoSchema, { name: "w", dims: [2n], ...init, dataType: Type[type] });
}

function external(entries: Record<string, string>, dims = [2n]): TensorProto {
  const externalData = Object.entries(entries).map(([key, value]) => ({ key, value }));
  return build("FLOAT", { dims, externalData, dataLocation: 1 });
}

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
