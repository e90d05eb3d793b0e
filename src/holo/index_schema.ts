import { DTYPES } from "../base/mod.ts";
import * as z from "../deps/zod.ts";
import type { HoloIndex } from "./holo_index.ts";
import { list } from "./list_schema.ts";
import type { Schema } from "./parse_json.ts";

const count = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits");
const dtype = z.enum(DTYPES);

const valueInfo = z.object({
  name: z.string(),
  dtype,
  shape: list(z.union([count, z.string()])),
});

const section = z.object({
  name: z.string().min(1),
  version: z.int().positive(),
  offset: count,
  length: count,
  required: z.boolean(),
  chunks: list(sha256),
});

const tensor = z.object({
  name: z.string(),
  dtype,
  shape: list(count),
  section: z.string(),
  offset: count,
  length: count,
});

/** The index of a `.holo` file: UTF-8 JSON in front of the trailer. */
export const holoIndexSchema: Schema<HoloIndex> = z.object({
  producer: z.string(),
  architecture: z.string(),
  task: z.string(),
  inputs: list(valueInfo),
  outputs: list(valueInfo),
  parameter_count: count,
  quantization: z.string(),
  source: z.object({
    kind: z.string(),
    reference: z.string(),
    revision: z.string().optional(),
    digest: z.string().optional(),
  }),
  sections: list(section),
  tensors: list(tensor),
});
