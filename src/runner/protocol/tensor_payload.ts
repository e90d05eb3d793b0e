import {
  byteLengthOf,
  type DType,
  elementCount,
  type Tensor,
  tensorBytes,
  tensorFromBytes,
} from "../../base/mod.ts";

/** A tensor as a frame's header lists it; strings travel in the header, all else in the payload. */
export interface TensorHeader {
  /** The name of the input or output. */
  name: string;
  /** The type of its elements. */
  dtype: DType;
  /** Its dimensions. */
  shape: number[];
  /** Its elements, where they are strings. */
  strings?: string[];
}

/** Headers and payload of named tensors; the payload's parts are views, not copies. */
export function packTensors(
  tensors: ReadonlyMap<string, Tensor>,
): { headers: TensorHeader[]; payload: Uint8Array[] } {
  const headers: TensorHeader[] = [];
  const payload: Uint8Array[] = [];
  for (const [name, tensor] of tensors) {
    const header: TensorHeader = { name, dtype: tensor.dtype, shape: tensor.shape };
    if (Array.isArray(tensor.data)) {
      header.strings = tensor.data;
    } else {
      payload.push(tensorBytes(tensor), padding(tensor.data.byteLength));
    }
    headers.push(header);
  }
  return { headers, payload };
}

/** The tensors that {@linkcode packTensors} packed, as views of the payload. */
export function unpackTensors(
  headers: readonly TensorHeader[],
  payload: Uint8Array<ArrayBuffer>,
): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  let offset = 0;
  for (const { name, dtype, shape, strings } of headers) {
    if (strings !== undefined) {
      tensors.set(name, { dtype, shape, data: strings });
      continue;
    }
    const length = byteLengthOf(dtype, elementCount(shape))!;
    tensors.set(name, tensorFromBytes(dtype, shape, payload.subarray(offset, offset + length)));
    offset += length + padding(length).byteLength;
  }
  return tensors;
}

const ZEROS = new Uint8Array(8);

/** Every tensor starts on 8 bytes, so that its typed array needs no copy. */
function padding(length: number): Uint8Array {
  return ZEROS.subarray(0, (8 - (length % 8)) % 8);
}
