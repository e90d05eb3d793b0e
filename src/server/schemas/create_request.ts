import * as z from "../../deps/zod.ts";
import { modelFields } from "./generation_fields.ts";

/** The body of `POST /api/create`. */
export const createRequest = z.object({
  ...modelFields,
  stream: z.boolean().nullish().describe("Whether progress comes in lines; yes unless false"),
  from: z.string().nullish()
    .describe("A model, or the path of a file or folder on the server's machine"),
  files: z.record(z.string(), z.string()).nullish()
    .describe("Uploaded blobs: file names and the digests of their contents"),
  template: z.string().nullish().describe("Chat template, in Go's or Jinja's language"),
  system: z.string().nullish().describe("What the model is told to be"),
  license: z.union([z.string(), z.array(z.string())]).nullish().describe("Licences"),
  parameters: z.record(z.string(), z.unknown()).nullish().describe("Options: temperature, …"),
  messages: z.array(z.object({ role: z.string(), content: z.string() })).nullish()
    .describe("Messages that start every conversation"),
  quantize: z.string().nullish().describe("Type to bring the weights to"),
  quantization: z.string().nullish().describe("The same, from older clients"),
  inputs: z.record(z.string(), z.array(z.int().positive())).nullish()
    .describe("Lengths of dimensions that inputs must have"),
  memory_budget: z.int().positive().nullish().describe("Memory that loading may take, in MiB"),
  parallel: z.boolean().nullish().describe("Whether several threads may be used"),
  description: z.string().nullish().describe("What the model is, for people"),
  requires: z.string().nullish().describe("Version that a Modelfile asks for"),
  info: z.object({
    model_family: z.string().nullish(),
    base_name: z.string().nullish(),
    quantization_level: z.string().nullish(),
    parameter_size: z.string().nullish(),
    context_length: z.int().positive().nullish(),
    embedding_length: z.int().positive().nullish(),
  }).nullish().describe("Facts that the model's own file does not tell"),
  verbose: z.boolean().nullish().describe("Whether what each compiler pass did is told"),
  adapters: z.unknown().describe("Refused: no adapters yet").optional(),
  draft: z.unknown().describe("Refused: no draft models").optional(),
  renderer: z.string().nullish().describe("Refused: templates render"),
  parser: z.string().nullish().describe("Refused: templates tell how answers are parsed"),
  remote_host: z.string().nullish().describe("Refused: every model runs on this machine"),
});

/** The body of `POST /api/create`. */
export type CreateRequest = z.infer<typeof createRequest>;
