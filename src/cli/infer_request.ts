import {
  byteLengthOf,
  datatypeOf,
  decodeBinaryTensor,
  type DType,
  dtypeOfDatatype,
  elementCount,
  encodeBinaryTensor,
  HologramError,
  joinBinaryBody,
  parseExactJson,
  stringifyExactJson,
  type Tensor,
  tensorFromBytes,
} from "../base/mod.ts";

/** A tensor and the input or output that it belongs to. */
export interface NamedTensor {
  /** The name of the input or output. */
  name: string;
  /** Its value. */
  tensor: Tensor;
}

/**
 * The body of an inference request of the Open Inference Protocol with every tensor as bytes, which asks for every
 * output as bytes.
 *
 * @returns The body, and the length of its JSON for the header `Inference-Header-Content-Length`.
 * @throws {HologramError} as `encodeBinaryTensor`.
 */
export function buildInferBody(
  tensors: readonly NamedTensor[],
): { body: Uint8Array<ArrayBuffer>; headerLength: number } {
  const parts = tensors.map(({ tensor }) => encodeBinaryTensor(tensor));
  const inputs = tensors.map(({ name, tensor }, index) => ({
    name,
    datatype: datatypeOf(tensor.dtype),
    shape: tensor.shape,
    parameters: { binary_data_size: parts[index]!.length },
  }));
  const json = stringifyExactJson({ inputs, parameters: { binary_data_output: true } });
  return joinBinaryBody(json, parts);
}

/** An output as the server's reply describes it. */
interface ReplyOutput {
  name: string;
  datatype: string;
  shape: number[];
  data?: (number | bigint | boolean | string)[];
  parameters?: { binary_data_size?: number };
}

/**
 * Reads the reply of the server to an inference request: outputs as bytes after the JSON, or as flat data in it.
 *
 * @param headerLength Value of the reply's header `Inference-Header-Content-Length`; `undefined` when it is JSON alone.
 * @throws {HologramError} `internal` when the reply is none of the protocol; it is the server's own, so nothing that
 * the user did.
 */
export function readInferReply(body: Uint8Array, headerLength: number | undefined): NamedTensor[] {
  const jsonLength = headerLength ?? body.length;
  try {
    const text = new TextDecoder().decode(body.subarray(0, jsonLength));
    const { outputs } = parseExactJson(text) as { outputs: ReplyOutput[] };
    let offset = jsonLength;
    return outputs.map((output) => {
      const size = output.parameters?.binary_data_size;
      if (size === undefined) return { name: output.name, tensor: tensorFromData(output) };
      const bytes = body.subarray(offset, offset += size);
      const what = `output "${output.name}"`;
      const tensor = decodeBinaryTensor(dtypeOfOutput(output), output.shape, bytes, what);
      return { name: output.name, tensor };
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new HologramError(`Cannot read the server's reply: ${why}`, { cause });
  }
}

function dtypeOfOutput(output: ReplyOutput): DType {
  const dtype = dtypeOfDatatype(output.datatype);
  if (dtype === undefined) throw new TypeError(`output "${output.name}" is ${output.datatype}`);
  return dtype;
}

/** A tensor from flat data. The server wrote it from a tensor of that type, so its numbers fit. */
function tensorFromData(output: ReplyOutput): Tensor {
  const dtype = dtypeOfOutput(output);
  const { shape, data } = output;
  const count = elementCount(shape);
  if (data?.length !== count) {
    throw new TypeError(
      `output "${output.name}" has ${data?.length ?? "no"} values, expected ${count}`,
    );
  }
  if (dtype === "string") return { dtype, shape, data: data.map(String) };
  const tensor = tensorFromBytes(dtype, shape, new Uint8Array(byteLengthOf(dtype, count)!));
  if (tensor.data instanceof BigInt64Array || tensor.data instanceof BigUint64Array) {
    for (const [index, value] of data.entries()) tensor.data[index] = BigInt(value);
  } else {
    const numbers = tensor.data as Float64Array;
    for (const [index, value] of data.entries()) numbers[index] = Number(value);
  }
  return tensor;
}
