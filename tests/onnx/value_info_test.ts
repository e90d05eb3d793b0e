import assert from "node:assert/strict";
import { graphInputs, graphOutputs, tensorValueInfo } from "../../src/onnx/mod.ts";
import { buildModel, Type, value } from "./build_model.ts";

Deno.test("graphInputs() names open dimensions and leaves initializers out", () => {
  const { graph } = buildModel({
    input: [
      value("x", Type.FLOAT16, ["batch", 3, "", -1]),
      value("w", Type.FLOAT, [2]),
      value("scalar", Type.INT64, []),
      { name: "any", type: { value: { case: "tensorType", value: { elemType: Type.BOOL } } } },
    ],
    initializer: [{ name: "w", dataType: Type.FLOAT, dims: [2n] }],
  });
  assert.deepEqual(graphInputs(graph!).map(({ info }) => info), [
    { name: "x", dtype: "float16", shape: ["batch", 3, "?", "?"] },
    { name: "scalar", dtype: "int64", shape: [] },
    { name: "any", dtype: "bool", shape: ["..."] },
  ]);
});

Deno.test("graphOutputs() says what is not a tensor", () => {
  const tensor = { value: { case: "tensorType" as const, value: { elemType: Type.FLOAT } } };
  const { graph } = buildModel({
    output: [
      { name: "a", type: { value: { case: "sequenceType", value: { elemType: tensor } } } },
      { name: "b", type: { value: { case: "optionalType", value: { elemType: tensor } } } },
      { name: "c", type: { value: { case: "mapType", value: { keyType: 7 } } } },
      { name: "d", type: { value: { case: "sparseTensorType", value: { elemType: 1 } } } },
      { name: "e", type: { value: { case: "tensorType", value: { elemType: 99 } } } },
      { name: "f" },
    ],
  });
  assert.deepEqual(graphOutputs(graph!), [
    { name: "a", type: "a sequence" },
    { name: "b", type: "an optional" },
    { name: "c", type: "a map" },
    { name: "d", type: "a sparse tensor" },
    { name: "e", type: "a tensor of data type 99" },
    { name: "f", type: "a value without a type" },
  ]);
});

Deno.test("tensorValueInfo() declares what graphInputs() reads", () => {
  const info = { name: "x", dtype: "int4" as const, shape: ["n", 5] };
  const { graph } = buildModel({});
  graph!.input.push(tensorValueInfo(info));
  assert.deepEqual(graphInputs(graph!)[0]?.info, info);
});
