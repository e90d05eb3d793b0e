import { HologramError } from "../base/mod.ts";
import { dirname, isAbsolute, join } from "../deps/path.ts";
import { type TensorProto, TensorProto_DataLocation } from "./onnx_pb.ts";
import { quote } from "./quote.ts";
import { tensorLabel } from "./tensor_info.ts";

/** A range of bytes in a file. */
export interface FileRange {
  /** Path of the file. */
  path: string;
  /** The file as the model names it, for messages. */
  label: string;
  /** First byte. */
  offset: number;
  /** How many bytes. */
  length: number;
}

/** Whether a tensor's data stands in a file rather than in its message. */
export function isExternal(tensor: TensorProto): boolean {
  return tensor.dataLocation === TensorProto_DataLocation.EXTERNAL;
}

/**
 * The range of a file that holds the data of an external tensor. The empty location, which only the scanner
 * writes, stands for the model file itself; any other is relative to the model's folder and may not leave it.
 *
 * @param byteLength Bytes that the tensor's type and shape take.
 * @throws {HologramError} `invalid` when an entry is missing, malformed or does not fit, the location leads
 * outside the model's folder, or the file is shorter than the range; `not_found` when there is no such file.
 */
export async function externalRange(
  tensor: TensorProto,
  modelPath: string,
  byteLength: number,
): Promise<FileRange> {
  const location = entryOf(tensor, "location");
  if (location === undefined) throw cannotRead(tensor, "it names no file for its external data");
  const offset = numberOf(tensor, "offset") ?? 0;
  const length = numberOf(tensor, "length") ?? byteLength;
  if (length !== byteLength) {
    throw cannotRead(
      tensor,
      `its type and shape take ${byteLength} bytes, its external data has ${length}`,
    );
  }
  const path = location === "" ? modelPath : join(dirname(modelPath), inside(tensor, location));
  const label = location === "" ? "the model file" : quote(location);
  const size = await fileSize(tensor, path, label);
  if (offset + length > size) {
    throw cannotRead(
      tensor,
      `its data ends at byte ${offset + length} of ${label}, which has ${size} bytes`,
    );
  }
  return { path, label, offset, length };
}

function entryOf(tensor: TensorProto, key: string): string | undefined {
  const entries = tensor.externalData.filter((entry) => entry.key === key);
  if (entries.length > 1) throw cannotRead(tensor, `its external data has two entries '${key}'`);
  return entries[0]?.value;
}

function numberOf(tensor: TensorProto, key: string): number | undefined {
  const text = entryOf(tensor, key);
  if (text === undefined) return undefined;
  const value = /^[0-9]{1,19}$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(value)) {
    throw cannotRead(
      tensor,
      `the ${key} ${quote(text)} of its external data is not a number of bytes`,
    );
  }
  return value;
}

/** A location, once it is sure that it stays in the model's folder. Links are followed: caches are made of them. */
function inside(tensor: TensorProto, location: string): string {
  const leaves = isAbsolute(location) || /^([a-z]:|[\\/])/i.test(location) ||
    location.split(/[\\/]/).includes("..");
  if (leaves || location.includes("\0")) {
    throw cannotRead(tensor, `its external data ${quote(location)} is outside the model's folder`);
  }
  return location;
}

async function fileSize(tensor: TensorProto, path: string, label: string): Promise<number> {
  let stat: Deno.FileInfo;
  try {
    stat = await Deno.stat(path);
  } catch (cause) {
    throw new HologramError(
      `Cannot read ${tensorLabel(tensor)}: its external data ${label} is missing`,
      { kind: "not_found", hint: "Put the file beside the model.", cause },
    );
  }
  if (!stat.isFile) throw cannotRead(tensor, `its external data ${label} is not a file`);
  return stat.size;
}

function cannotRead(tensor: TensorProto, why: string): HologramError {
  return new HologramError(`Cannot read ${tensorLabel(tensor)}: ${why}`, { kind: "invalid" });
}
