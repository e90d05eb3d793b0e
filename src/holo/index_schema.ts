import { type DType, DTYPES } from "../base/mod.ts";
import * as z from "../deps/zod.ts";

const count = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A named value of the network. A dimension is a length, or a name where only the run decides (`"?"` if unnamed). */
const valueInfo = z.object({
  name: z.string(),
  dtype: z.enum(DTYPES as unknown as [DType, ...DType[]]),
  shape: z.array(z.union([count, z.string()])),
});

const section = z.object({
  name: z.string().min(1),
  /** Version of this kind of section. */
  version: z.int().positive(),
  /** Bytes from the start of the file; a multiple of 4,096. */
  offset: count,
  length: count,
  /** Whether a reader that does not know the section must refuse the file. */
  required: z.boolean(),
  /** SHA-256 of each chunk of 64 MiB, the last one shorter; none for an empty section. */
  chunks: z.array(sha256),
});

const tensor = z.object({
  name: z.string(),
  dtype: z.enum(DTYPES as unknown as [DType, ...DType[]]),
  shape: z.array(count),
  /** Name of the section that holds its bytes. */
  section: z.string(),
  /** Bytes from the start of that section; a multiple of 64. */
  offset: count,
  length: count,
});

/** The index of a `.holo` file: UTF-8 JSON in front of the trailer. */
export const holoIndexSchema = z.object({
  /** The program that wrote the file, `hologram 0.1.0`. */
  producer: z.string(),
  /** Family of the network: `llama`, `bert`, ...; `onnx` where nothing says. */
  architecture: z.string(),
  /** What it is for: `text-generation`, or `tensor` for tensors in, tensors out. */
  task: z.string(),
  inputs: z.array(valueInfo),
  outputs: z.array(valueInfo),
  /** Weights counted as numbers, packed ones unpacked. */
  parameter_count: count,
  /** Widest-used type of the weights: `F32`, `F16`, `Q8`, `Q4`, ... */
  quantization: z.string(),
  source: z.object({
    /** Where the network came from: `onnx`, `huggingface`, ... */
    kind: z.string(),
    /** A file name or repository. */
    reference: z.string(),
    revision: z.string().optional(),
    /** `sha256:<hex>` of the source file. */
    digest: z.string().optional(),
  }),
  sections: z.array(section),
  tensors: z.array(tensor),
});

/** The index of a `.holo` file. */
export type HoloIndex = z.infer<typeof holoIndexSchema>;
/** One section, as the index lists it. */
export type HoloSection = z.infer<typeof section>;
/** One tensor, as the index lists it. */
export type HoloTensor = z.infer<typeof tensor>;
/** What the caller of a writer says of the network; the writer adds sections and tensors. */
export type HoloDescription = Omit<HoloIndex, "sections" | "tensors">;
