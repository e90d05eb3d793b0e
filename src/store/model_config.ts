import * as z from "../deps/zod.ts";
import { parseDocument } from "./parse_document.ts";

/**
 * A model's config blob: all that `list` and `show` tell without opening a `.holo` file. It holds no time, so that the
 * same input gives the same ID.
 */
export interface ModelConfig {
  /** Always `holo`. */
  format: "holo";
  /** Architecture of the main network: `llama`, `bert`; `onnx` where nothing says. */
  architecture: string;
  /** The family under which clients list it, mostly its architecture. */
  family: string;
  /** Every family that its networks belong to. */
  families: string[];
  /** What it is for: `text-generation`, or `tensor` for tensors in, tensors out. */
  task: string;
  /** Weights of all its networks, counted as numbers. */
  parameter_count: number;
  /** The same for people, `7.2B` (see `parameterSize`). */
  parameter_size: string;
  /** Widest-used type of the weights: `F32`, `Q8`, `Q4`. */
  quantization: string;
  /** Longest sequence that it was made for, in tokens. */
  context_length?: number;
  /** Width of its hidden state. */
  embedding_length?: number;
  /** What it can do, in Ollama's words: `completion`, `tools`, `embedding`, `vision`, ... */
  capabilities: string[];
  /** What it is, for people. */
  description?: string;
  /** Lengths of dimensions that its inputs must have, by input. */
  input_shapes?: Record<string, number[]>;
  /** Memory that loading it may take, in MiB. */
  memory_budget_mb?: number;
  /** Whether it may use several threads; it may unless `false`. */
  parallel?: boolean;
  /** Version of Ollama that its Modelfile asks for; kept for `show`. */
  requires?: string;
}

/** What a config blob must be. */
const modelConfigSchema: z.ZodType<ModelConfig> = z.object({
  format: z.literal("holo"),
  architecture: z.string().min(1),
  family: z.string(),
  families: z.array(z.string()),
  task: z.string().min(1),
  parameter_count: z.int().nonnegative(),
  parameter_size: z.string(),
  quantization: z.string(),
  context_length: z.int().positive().optional(),
  embedding_length: z.int().positive().optional(),
  capabilities: z.array(z.string()),
  description: z.string().optional(),
  input_shapes: z.record(z.string(), z.array(z.int().positive())).optional(),
  memory_budget_mb: z.int().positive().optional(),
  parallel: z.boolean().optional(),
  requires: z.string().optional(),
});

/**
 * Reads a config blob.
 *
 * @throws {HologramError} `invalid`, naming the first field that is not as it should be.
 */
export function parseModelConfig(bytes: Uint8Array): ModelConfig {
  return parseDocument(modelConfigSchema, bytes, "model's config");
}

/**
 * The bytes of a config blob; the same values always give the same bytes, whatever their order.
 *
 * @throws {HologramError} `invalid`, naming the first field that is not as it should be.
 */
export function encodeModelConfig(config: ModelConfig): Uint8Array<ArrayBuffer> {
  const encode = (value: ModelConfig) => new TextEncoder().encode(JSON.stringify(value));
  // A parsed object has its fields in the order of the schema.
  return encode(parseModelConfig(encode(config)));
}
