import type { DType, ValueInfo } from "../base/mod.ts";

/** One section, as the index lists it. */
export interface HoloSection {
  /** Its kind: `graph`, `weights.0`, `tokenizer`, ... */
  name: string;
  /** Version of this kind of section. */
  version: number;
  /** Bytes from the start of the file; a multiple of 4,096. */
  offset: number;
  /** Bytes that it takes. */
  length: number;
  /** Whether a reader that does not know the section must refuse the file. */
  required: boolean;
  /** SHA-256 of each chunk of 64 MiB, the last one shorter; none for an empty section. */
  chunks: string[];
}

/** One tensor, as the index lists it. */
export interface HoloTensor {
  /** Its name; any text. */
  name: string;
  /** The type of its elements. */
  dtype: DType;
  /** Its dimensions, outermost first. */
  shape: number[];
  /** Name of the section that holds its bytes. */
  section: string;
  /** Bytes from the start of that section; a multiple of 64. */
  offset: number;
  /** Bytes that it takes: what type and shape need. */
  length: number;
}

/** Where a network came from. */
export interface HoloOrigin {
  /** `onnx`, `huggingface`, ... */
  kind: string;
  /** A file name or repository. */
  reference: string;
  /** Revision of the repository. */
  revision?: string;
  /** `sha256:<hex>` of the source file. */
  digest?: string;
}

/** What the caller of a writer says of the network; the writer adds sections and tensors. */
export interface HoloDescription {
  /** The program that wrote the file, `hologram 0.1.0`. */
  producer: string;
  /** Family of the network: `llama`, `bert`, ...; `onnx` where nothing says. */
  architecture: string;
  /** What it is for: `text-generation`, or `tensor` for tensors in, tensors out. */
  task: string;
  /** What it takes. */
  inputs: ValueInfo[];
  /** What it gives. */
  outputs: ValueInfo[];
  /** Weights counted as numbers, packed ones unpacked. */
  parameter_count: number;
  /** Widest-used type of the weights: `F32`, `F16`, `Q8`, `Q4`, ... */
  quantization: string;
  /** Where the network came from. */
  source: HoloOrigin;
}

/** The index of a `.holo` file. */
export interface HoloIndex extends HoloDescription {
  /** Its sections. */
  sections: HoloSection[];
  /** Its tensors. */
  tensors: HoloTensor[];
}
