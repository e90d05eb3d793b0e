import { toBinary } from "../../src/deps/protobuf.ts";
import { ModelProtoSchema } from "../../src/onnx/onnx_pb.ts";
import { buildModel, Type, value } from "../onnx/build_model.ts";

/**
 * Writes a network whose one step takes as long as its input says: a loop of `steps` matrix products, which the
 * engine cannot break off. Inputs `steps` (int64 scalar) and `x` [64, 64]; output `y` [64, 64].
 */
export async function writeSlowNetwork(path: string): Promise<void> {
  const body = {
    name: "body",
    input: [
      value("i", Type.INT64, []),
      value("more_in", Type.BOOL, []),
      value("state_in", Type.FLOAT, [64, 64]),
    ],
    output: [value("more_out", Type.BOOL, []), value("state_out", Type.FLOAT, [64, 64])],
    node: [
      { opType: "Identity", input: ["more_in"], output: ["more_out"] },
      { opType: "MatMul", input: ["state_in", "x"], output: ["product"] },
      { opType: "Tanh", input: ["product"], output: ["state_out"] },
    ],
  };
  const model = buildModel({
    input: [value("steps", Type.INT64, []), value("x", Type.FLOAT, [64, 64])],
    output: [value("y", Type.FLOAT, [64, 64])],
    initializer: [{ name: "go", dataType: Type.BOOL, rawData: new Uint8Array([1]) }],
    node: [{
      opType: "Loop",
      input: ["steps", "go", "x"],
      output: ["y"],
      attribute: [{ name: "body", type: 5, g: body }],
    }],
  });
  await Deno.writeFile(path, toBinary(ModelProtoSchema, model));
}

/** A request of inference that computes `steps` steps, of the order of a millisecond each. */
export function slowRequest(steps: number): unknown {
  return {
    inputs: [
      { name: "steps", datatype: "INT64", shape: [], data: [steps] },
      { name: "x", datatype: "FP32", shape: [64, 64], data: Array(4096).fill(0.01) },
    ],
  };
}
