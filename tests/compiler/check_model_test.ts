import assert from "node:assert/strict";
import { compileOnnx } from "../../src/compiler/mod.ts";
import type { ModelProto } from "../../src/onnx/onnx_pb.ts";
import { buildModel, floats, type GraphInit, Type, value, withModel } from "../onnx/build_model.ts";

const tensorType = { value: { case: "tensorType" as const, value: { elemType: Type.FLOAT } } };
const copy = { opType: "Identity", input: ["x"], output: ["y"] };
const x = value("x", Type.FLOAT, [2]);
const y = value("y", Type.FLOAT, [2]);
const w = { name: "w", dataType: Type.FLOAT, dims: [2n], rawData: floats(2) };

const UNSUPPORTED: readonly [what: string, GraphInit, RegExp][] = [
  [
    "a bfloat16 input",
    { input: [value("x", Type.BFLOAT16, [2])], node: [copy], output: [y] },
    /: input 'x' is bfloat16, which the engine cannot take$/,
  ],
  [
    "a float8 output",
    { input: [x], node: [copy], output: [value("y", Type.FLOAT8E4M3FN, [2])] },
    /: output 'y' is float8e4m3fn, which the engine cannot give$/,
  ],
  [
    "an int4 output",
    { input: [x], node: [copy], output: [value("y", Type.INT4, [2])] },
    /: output 'y' is int4, which the engine cannot give$/,
  ],
  [
    "a sequence as output",
    {
      input: [x],
      node: [copy],
      output: [{
        name: "y",
        type: { value: { case: "sequenceType", value: { elemType: tensorType } } },
      }],
    },
    /: output 'y' is a sequence, which the engine cannot give$/,
  ],
  [
    "an operator of a domain that nobody defines",
    { input: [x], node: [{ ...copy, domain: "com.example", opType: "Magic" }], output: [y] },
    /: operator 'com\.example:Magic' \(1 node\) is not known$/,
  ],
  [
    "a string with a NUL",
    {
      initializer: [{
        name: "s",
        dataType: Type.STRING,
        dims: [1n],
        stringData: [new Uint8Array([65, 0, 66])],
      }],
      output: [value("s", Type.STRING, [1])],
    },
    /: tensor 's' has a string with a NUL, where the engine cuts it$/,
  ],
  [
    "several things at once",
    { input: [value("x", Type.BFLOAT16, [2])], node: [copy], output: [value("y", 16, [2])] },
    /: 2 problems:\n- input 'x' is bfloat16, .*\n- output 'y' is bfloat16, /,
  ],
];

const INVALID: readonly [what: string, GraphInit, RegExp][] = [
  [
    "two initializers of one name",
    { input: [x], node: [copy], output: [y], initializer: [w, w] },
    /: two values are called 'w'$/,
  ],
  [
    "an initializer without a name",
    { input: [x], node: [copy], output: [y], initializer: [{ ...w, name: "" }] },
    /: an initializer without a name$/,
  ],
  [
    "a node that gives what an initializer is called",
    { input: [x], node: [copy], output: [y], initializer: [{ ...w, name: "y" }] },
    /: two values are called 'y'$/,
  ],
  [
    "external data outside the folder",
    {
      initializer: [{
        name: "w",
        dataType: Type.FLOAT,
        dims: [2n],
        dataLocation: 1,
        externalData: [{ key: "location", value: "../secret" }],
      }],
      output: [value("w", Type.FLOAT, [2])],
    },
    /: cannot read tensor 'w': its external data '\.\.\/secret' is outside the model's folder$/,
  ],
  [
    "data that does not fit its shape",
    { initializer: [{ ...w, dims: [3n] }], output: [value("w", Type.FLOAT, [3])] },
    /: cannot read tensor 'w': float32 \[3\] takes 12 bytes, it has 8$/,
  ],
];

for (const [kind, cases] of [["unsupported", UNSUPPORTED], ["invalid", INVALID]] as const) {
  for (const [what, graph, message] of cases) {
    Deno.test(`compileOnnx() refuses ${what}`, async () => {
      await assert.rejects(compile(buildModel(graph)), { kind, message });
    });
  }
}

Deno.test("compileOnnx() takes operators that are functions of the model", async () => {
  const model = buildModel(
    { input: [x], node: [{ ...copy, domain: "com.example", opType: "Magic" }], output: [y] },
    {
      opsetImport: [{ domain: "", version: 17n }, { domain: "com.example", version: 1n }],
      functions: [{
        domain: "com.example",
        name: "Magic",
        input: ["x"],
        output: ["y"],
        node: [copy],
        opsetImport: [{ domain: "", version: 17n }],
      }],
    },
  );
  assert.equal((await compile(model)).description.task, "tensor");
});

async function compile(model: ModelProto) {
  return await withModel(
    model,
    (modelPath, folder) =>
      compileOnnx({ modelPath, files: {}, outputPath: `${folder}/model.holo` }),
  );
}
