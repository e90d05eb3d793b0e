import * as z from "../deps/zod.ts";
import { list } from "./list_schema.ts";
import type { Schema } from "./parse_json.ts";

/** Ways to make one vector of the vectors of a text's tokens, named as sentence-transformers names them. */
export const POOLINGS = [
  "mean",
  "mean_sqrt_len_tokens",
  "weightedmean",
  "max",
  "cls",
  "lasttoken",
] as const;

/**
 * How the vectors of a text's tokens become one: their mean, their sum divided by the root of their number, their mean
 * weighted by position (from 1), their largest values, the first one, the last one.
 */
export type Pooling = (typeof POOLINGS)[number];

/** Roles of the network's inputs and outputs, each the name of one. */
export interface EncoderRoles {
  /** Takes token ids. */
  input_ids: string;
  /** Takes the attention mask. */
  attention_mask?: string;
  /** Takes which of two texts a token belongs to; the first one here. */
  token_type_ids?: string;
  /** Takes the positions of the tokens. */
  position_ids?: string;
  /** Takes whether there is a past; there is none here. */
  use_cache_branch?: string;
  /** Take a language model's cache, which is empty here. */
  past: string[];
  /** Gives the vectors. */
  output: string;
  /** Whether it gives one for each token, [batch, sequence, width], or one for each text, [batch, width]. */
  output_kind: "tokens" | "sentence";
}

/** Contents of the `embedding` section of a network that turns texts into vectors, decided at compile time. */
export interface EmbeddingSection {
  /** Roles of the network's inputs and outputs. */
  encoder: EncoderRoles;
  /** How the vectors of tokens become one; absent where the network does it itself. */
  pooling?: Pooling;
  /** Whether the model's own last step brings vectors to length 1. Told; what a request asks for decides. */
  normalize: boolean;
  /** Whether the model wants texts in lower case. */
  lower_case: boolean;
  /** Longest text in tokens, the special ones included. */
  max_length?: number;
  /** Width of the vectors, where it is known. */
  dimensions?: number;
  /** Token that fills up a batch. */
  pad_token_id: number;
  /** Position of the first token. */
  first_position: number;
  /** Whether texts must run one by one, because a batch would change their vectors. */
  row_by_row: boolean;
  /** Prompts by name that the model was trained with. Kept; put in front of a text by whoever asks, never here. */
  prompts: Record<string, string>;
}

/** The `embedding` section: UTF-8 JSON. */
export const embeddingSectionSchema: Schema<EmbeddingSection> = z.object({
  encoder: z.object({
    input_ids: z.string(),
    attention_mask: z.string().optional(),
    token_type_ids: z.string().optional(),
    position_ids: z.string().optional(),
    use_cache_branch: z.string().optional(),
    past: list(z.string()),
    output: z.string(),
    output_kind: z.enum(["tokens", "sentence"]),
  }),
  pooling: z.enum(POOLINGS).optional(),
  normalize: z.boolean(),
  lower_case: z.boolean(),
  max_length: z.int().positive().optional(),
  dimensions: z.int().positive().optional(),
  pad_token_id: z.int().nonnegative(),
  first_position: z.int().nonnegative(),
  row_by_row: z.boolean(),
  prompts: z.record(z.string(), z.string()),
});
