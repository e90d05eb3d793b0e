import { join } from "../../src/deps/path.ts";
import { create, type MessageInitShape, toBinary } from "../../src/deps/protobuf.ts";
import {
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  TensorProto_DataType,
  ValueInfoProtoSchema,
} from "../../src/onnx/onnx_pb.ts";

/** ONNX's numbers of element types. */
export const Type = TensorProto_DataType;

/** A message in the short form that `create` takes. */
type Init<M> = Exclude<M, { $typeName: string }>;

/** A graph in the short form that `create` takes. */
export type GraphInit = Init<MessageInitShape<typeof GraphProtoSchema>>;

/** A small model with one graph, of operator set 17. */
export function buildModel(
  graph: GraphInit,
  rest: Init<MessageInitShape<typeof ModelProtoSchema>> = {},
): ModelProto {
  const init: Init<MessageInitShape<typeof ModelProtoSchema>> = {
    irVersion: 8n,
    opsetImport: [{ domain: "", version: 17n }],
    graph: { name: "graph", ...graph },
    ...rest,
  };
  return create(ModelProtoSchema, init);
}

/** The declaration of a tensor as an input or output. */
export function value(
  name: string,
  elemType: number,
  dims: readonly (number | string)[],
): MessageInitShape<typeof ValueInfoProtoSchema> {
  const dim = dims.map((each) => ({
    value: typeof each === "number"
      ? { case: "dimValue" as const, value: BigInt(each) }
      : { case: "dimParam" as const, value: each },
  }));
  return {
    name,
    type: { value: { case: "tensorType", value: { elemType, shape: { dim } } } },
  };
}

/** The bytes of numbers as 32-bit floats. */
export function floats(count: number, from = 0): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Float32Array.from({ length: count }, (_, index) => from + index).buffer);
}

/** Runs with a model in a new folder, which is gone afterwards. */
export async function withModel<T>(
  model: ModelProto | Uint8Array,
  run: (path: string, folder: string) => Promise<T>,
): Promise<T> {
  return await withFolder(async (folder) => {
    const path = join(folder, "model.onnx");
    const bytes = model instanceof Uint8Array ? model : toBinary(ModelProtoSchema, model);
    await Deno.writeFile(path, bytes);
    return await run(path, folder);
  });
}

/** Runs with a new folder, which is gone afterwards. */
export async function withFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    return await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
