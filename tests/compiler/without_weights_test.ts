import assert from "node:assert/strict";
import { withoutWeights } from "../../src/compiler/mod.ts";
import { fromBinary } from "../../src/deps/protobuf.ts";
import { graphInputs, importModel } from "../../src/onnx/mod.ts";
import { ModelProtoSchema } from "../../src/onnx/onnx_pb.ts";
import { buildModel, floats, Type, value, withModel } from "../onnx/build_model.ts";

const large = { dataType: Type.FLOAT, dims: [16n, 32n], rawData: floats(512) };

Deno.test("withoutWeights() turns large initializers into inputs and leaves the model as it is", async () => {
  const model = buildModel({
    input: [value("x", Type.FLOAT, [16, 32]), value("declared", Type.FLOAT, [16, 32])],
    output: [value("y", Type.FLOAT, [16, 32])],
    initializer: [
      { name: "declared", ...large },
      { name: "weight", ...large },
      { name: "small", dataType: Type.FLOAT, dims: [1n], rawData: floats(1) },
    ],
  });
  await withModel(model, async (path) => {
    const { proto } = await importModel(path);
    const { graph } = fromBinary(ModelProtoSchema, withoutWeights(proto));
    assert.deepEqual(graph?.initializer.map(({ name }) => name), ["small"]);
    assert.deepEqual(graphInputs(graph!).map(({ info }) => info), [
      { name: "x", dtype: "float32", shape: [16, 32] },
      { name: "declared", dtype: "float32", shape: [16, 32] },
      { name: "weight", dtype: "float32", shape: [16, 32] },
    ]);
    assert.equal(proto.graph.initializer.length, 3);
  });
});
