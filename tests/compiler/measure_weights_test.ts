import assert from "node:assert/strict";
import { measureWeights } from "../../src/compiler/measure_weights.ts";
import { buildModel, type GraphInit, Type } from "../onnx/build_model.ts";

const tensor = (name: string, dataType: number, ...dims: number[]) => ({
  name,
  dataType,
  dims: dims.map(BigInt),
});
const int = (name: string, i: number) => ({ name, type: 2, i: BigInt(i) });

const CASES: readonly [what: string, GraphInit, parameters: number, quantization: string][] = [
  ["a network without weights", {}, 0, "unknown"],
  [
    "weights, not indices or strings",
    {
      initializer: [
        tensor("w", Type.FLOAT16, 64, 64),
        tensor("indices", Type.INT64, 1000),
        tensor("bias", Type.FLOAT, 8),
        tensor("scale", Type.FLOAT),
        tensor("zero_points", Type.INT8, 8),
      ],
    },
    4104,
    "F16",
  ],
  [
    "the type of most weights",
    {
      initializer: [tensor("a", Type.FLOAT, 30, 30), tensor("b", Type.INT8, 100, 100)],
    },
    10_900,
    "Q8",
  ],
  ["weights of 4 bits", { initializer: [tensor("w", Type.UINT4, 64, 64)] }, 4096, "Q4"],
  [
    "MatMulNBits without its scales",
    {
      initializer: [
        tensor("packed", Type.UINT8, 256, 8, 16),
        tensor("scales", Type.FLOAT, 2048),
        tensor("zeros", Type.UINT8, 1024),
        tensor("bias", Type.FLOAT, 256),
      ],
      node: [{
        domain: "com.microsoft",
        opType: "MatMulNBits",
        input: ["x", "packed", "scales", "zeros", "", "bias"],
        attribute: [int("K", 256), int("N", 256), int("bits", 4), int("block_size", 32)],
      }],
    },
    256 * 256 + 256,
    "Q4",
  ],
  [
    "MatMulNBits of 8 bits",
    {
      initializer: [tensor("packed", Type.UINT8, 64, 2, 32)],
      node: [{
        domain: "com.microsoft",
        opType: "MatMulNBits",
        input: ["x", "packed", "scales"],
        attribute: [int("K", 64), int("N", 64), int("bits", 8)],
      }],
    },
    4096,
    "Q8",
  ],
  [
    "a table of packed bytes, once though it is used twice",
    {
      initializer: [tensor("packed", Type.UINT8, 100, 64), tensor("scales", Type.FLOAT, 400)],
      node: Array(2).fill({
        domain: "com.microsoft",
        opType: "GatherBlockQuantized",
        input: ["packed", "x", "scales"],
      }),
    },
    12_800,
    "Q4",
  ],
  [
    "weights of the graph around a branch",
    {
      initializer: [tensor("packed", Type.UINT8, 64, 2, 16), tensor("scales", Type.FLOAT, 400)],
      node: [{
        opType: "If",
        attribute: [{
          name: "then_branch",
          g: {
            node: [{
              domain: "com.microsoft",
              opType: "MatMulNBits",
              input: ["x", "packed", "scales"],
              attribute: [int("K", 64), int("N", 64)],
            }],
          },
        }],
      }],
    },
    4096,
    "Q4",
  ],
  [
    "quantised weights without their scales",
    {
      initializer: [
        tensor("w", Type.INT8, 2048, 2),
        tensor("scales", Type.FLOAT, 2048),
        tensor("zeros", Type.INT8, 2048),
      ],
      node: [{ opType: "DequantizeLinear", input: ["w", "scales", "zeros"] }],
    },
    4096,
    "Q8",
  ],
];

for (const [what, graph, parameterCount, quantization] of CASES) {
  Deno.test(`measureWeights() counts ${what}`, () => {
    assert.deepEqual(measureWeights(buildModel(graph)), { parameterCount, quantization });
  });
}
