import { errorMessage, HologramError } from "../base/mod.ts";
import { basename } from "../deps/path.ts";
import { fromBinary } from "../deps/protobuf.ts";
import { type GraphProto, type ModelProto, ModelProtoSchema } from "./onnx_pb.ts";
import { scanModel } from "./scan_model.ts";
import { sniffFormat } from "./sniff_format.ts";

/** A model file, read: all of it but the bulk of its data, which stays in the file. */
export interface OnnxModel {
  /** The file; tensors left in it, or in files beside it, are read from there. */
  path: string;
  /** Bytes of the file. */
  size: number;
  /** The model; its large tensors are external, with an empty location for those in the file itself. */
  proto: ModelProto & { graph: GraphProto };
}

/**
 * Reads an ONNX model of any size; only its structure and its small tensors come to memory.
 *
 * @throws {HologramError} `not_found` when there is no such file, `invalid` when it is not an ONNX model,
 * `too_large` when it holds more than 1 GiB besides raw tensor data.
 */
export async function importModel(path: string): Promise<OnnxModel> {
  const name = basename(path);
  const stat = await Deno.stat(path).catch((cause) => {
    throw new HologramError(`Cannot read ${name}: there is no such file`, {
      kind: "not_found",
      cause,
    });
  });
  if (!stat.isFile) {
    throw new HologramError(`Cannot read ${name}: it is not a file`, { kind: "invalid" });
  }
  using file = await Deno.open(path);
  try {
    return { path, size: stat.size, proto: decode(scanModel(file, stat.size)) };
  } catch (cause) {
    if (cause instanceof HologramError && cause.kind === "too_large") {
      throw new HologramError(`Cannot read ${name}: ${cause.message}`, { kind: cause.kind, cause });
    }
    const why = sniffFormat(file) ?? errorMessage(cause);
    throw new HologramError(`Cannot read ${name}: not an ONNX model: ${why}`, {
      kind: "invalid",
      cause,
    });
  }
}

function decode(skeleton: Uint8Array): OnnxModel["proto"] {
  const proto = fromBinary(ModelProtoSchema, skeleton);
  const { graph } = proto;
  if (graph === undefined) throw new HologramError("it has no graph", { kind: "invalid" });
  if (proto.irVersion <= 0n) throw new HologramError("it has no IR version", { kind: "invalid" });
  if (proto.opsetImport.length === 0) {
    throw new HologramError("it names no operator set", { kind: "invalid" });
  }
  return Object.assign(proto, { graph });
}
