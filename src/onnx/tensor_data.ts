import { HologramError } from "../base/mod.ts";
import { clearField, isFieldSet } from "../deps/protobuf.ts";
import { externalRange, isExternal } from "./external_data.ts";
import { type TensorProto, TensorProto_DataLocation, TensorProtoSchema } from "./onnx_pb.ts";
import { type TensorInfo, tensorInfo, tensorLabel } from "./tensor_info.ts";
import { typedBytes } from "./typed_data.ts";

/** Bytes that one read takes from a file. */
const CHUNK = 4 * 1024 * 1024;

/** How the data of a tensor is read. */
export interface ReadTensorOptions {
  /** Ends the reading before the next chunk; what it throws is the signal's reason. */
  signal?: AbortSignal;
}

/**
 * Checks that the data of a tensor is there and as long as its type and shape take, without reading a file.
 *
 * @throws {HologramError} as {@linkcode tensorInfo}, and `invalid` or `not_found` when the data does not fit.
 */
export async function checkTensor(tensor: TensorProto, modelPath: string): Promise<TensorInfo> {
  const info = tensorInfo(tensor);
  if (info.byteLength === undefined) {
    stringBytes(tensor);
  } else if (isExternal(tensor)) {
    await externalRange(tensor, modelPath, info.byteLength);
  } else if (isFieldSet(tensor, TensorProtoSchema.field.rawData)) {
    checkRawLength(tensor, info);
  }
  return info;
}

/**
 * The data of a tensor as raw little-endian bytes, row-major, packed types packed, wherever the model keeps it:
 * in its message, in the model file or in a file beside that, of which a few megabytes at a time are in memory.
 *
 * @param modelPath The model file; external files are looked up in its folder.
 * @throws {HologramError} `invalid` when there is more or less data than type and shape take, or the tensor
 * holds strings; and as `externalRange`.
 */
export async function* readTensorChunks(
  tensor: TensorProto,
  modelPath: string,
  options: ReadTensorOptions = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const info = tensorInfo(tensor);
  if (info.byteLength === undefined) {
    throw new HologramError(`Cannot read ${tensorLabel(tensor)}: strings are not raw bytes`, {
      kind: "invalid",
    });
  }
  if (!isExternal(tensor)) {
    if (isFieldSet(tensor, TensorProtoSchema.field.rawData)) {
      checkRawLength(tensor, info);
      yield tensor.rawData as Uint8Array<ArrayBuffer>;
    } else {
      yield typedBytes(tensor, info);
    }
    return;
  }
  const { path, label, offset, length } = await externalRange(tensor, modelPath, info.byteLength);
  using file = await Deno.open(path);
  await file.seek(offset, Deno.SeekMode.Start);
  for (let left = length; left > 0;) {
    options.signal?.throwIfAborted();
    const chunk = new Uint8Array(Math.min(CHUNK, left));
    const count = await file.read(chunk);
    if (count === null) {
      throw new HologramError(`Cannot read ${tensorLabel(tensor)}: ${label} became shorter`, {
        kind: "invalid",
      });
    }
    left -= count;
    yield chunk.subarray(0, count);
  }
}

/** The whole data of a tensor as raw little-endian bytes; errors as {@linkcode readTensorChunks}. */
export async function readTensor(
  tensor: TensorProto,
  modelPath: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(tensorInfo(tensor).byteLength ?? 0);
  let filled = 0;
  for await (const chunk of readTensorChunks(tensor, modelPath)) {
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  return bytes;
}

/**
 * The strings of a tensor of strings, as their UTF-8 bytes.
 *
 * @throws {HologramError} `invalid` when there are more or fewer of them than the shape takes.
 */
export function stringBytes(tensor: TensorProto): Uint8Array[] {
  const { count } = tensorInfo(tensor);
  if (isExternal(tensor) || tensor.stringData.length !== count) {
    throw new HologramError(
      `Cannot read ${tensorLabel(tensor)}: its shape takes ${count} strings, it has ${
        isExternal(tensor) ? "them in another file" : tensor.stringData.length
      }`,
      { kind: "invalid" },
    );
  }
  return tensor.stringData;
}

/** Puts raw bytes into a tensor's message, in place of whatever data it has. */
export function setRawData(tensor: TensorProto, bytes: Uint8Array): void {
  clearData(tensor);
  tensor.rawData = bytes;
}

/** Points a tensor to a range of an external file, in place of whatever data it has. */
export function setExternalData(
  tensor: TensorProto,
  location: string,
  offset: number,
  length: number,
): void {
  clearData(tensor);
  tensor.dataLocation = TensorProto_DataLocation.EXTERNAL;
  const entries = { location, offset: String(offset), length: String(length) };
  tensor.externalData = Object.entries(entries).map(([key, value]) => ({
    $typeName: "onnx.StringStringEntryProto",
    key,
    value,
  }));
}

function clearData(tensor: TensorProto): void {
  const { field } = TensorProtoSchema;
  const { rawData, floatData, int32Data, int64Data, uint64Data, doubleData } = field;
  const data = [rawData, floatData, int32Data, int64Data, uint64Data, doubleData];
  for (const each of [...data, field.externalData, field.dataLocation]) clearField(tensor, each);
}

function checkRawLength(tensor: TensorProto, info: TensorInfo): void {
  if (tensor.rawData.length === info.byteLength) return;
  throw new HologramError(
    `Cannot read ${tensorLabel(tensor)}: ${info.dtype} [${info.shape}] takes ${info.byteLength} ` +
      `bytes, it has ${tensor.rawData.length}`,
    { kind: "invalid" },
  );
}
