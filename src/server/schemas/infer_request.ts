import * as z from "../../deps/zod.ts";

const parameters = z.record(z.string(), z.unknown()).nullish();

const inferTensor = z.strictObject({
  name: z.string().describe("The input's name"),
  datatype: z.string().describe("FP32, INT64, BYTES, …: the one that the model's metadata says"),
  shape: z.array(z.int().nonnegative()).describe("Lengths of the dimensions"),
  data: z.unknown().optional()
    .describe("The elements, flat in row-major order or nested; absent when they follow as bytes"),
  parameters: parameters.describe("binary_data_size: bytes of this tensor after the JSON"),
});

/**
 * The JSON of `POST /v2/models/{name}/infer`. It describes requests and does not check them: a request is read by
 * `open_inference`, against what the model takes and with 64-bit integers in all their digits.
 */
export const inferRequest = z.union([
  z.object({
    id: z.string().nullish().describe("The client's name for the request; the answer repeats it"),
    inputs: z.array(inferTensor).describe("A tensor for each input of the model"),
    outputs: z.array(z.strictObject({
      name: z.string().describe("The output's name"),
      parameters: parameters.describe("binary_data: whether it is wanted as bytes"),
    })).nullish().describe("The outputs that are wanted; all unless given"),
    parameters: parameters.describe("binary_data_output: whether outputs are wanted as bytes"),
  }).describe("The protocol's form"),
  z.record(z.string(), z.unknown())
    .describe("The short form: nested arrays under the name of each input"),
]);
