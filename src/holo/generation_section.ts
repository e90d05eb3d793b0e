import * as z from "../deps/zod.ts";
import { list } from "./list_schema.ts";
import type { Schema } from "./parse_json.ts";

/** One half (keys or values) of one layer's cache: what a step takes and the grown one that it gives back. */
export interface CacheEntry {
  /** Name of the input, `past_key_values.0.key`. */
  past: string;
  /** Name of the output, `present.0.key`. */
  present: string;
}

/** Roles of the network's inputs and outputs, each the name of one. */
export interface DecoderRoles {
  /** Takes token ids. */
  input_ids: string;
  /** Takes the attention mask. */
  attention_mask?: string;
  /** Takes the positions of the tokens. */
  position_ids?: string;
  /** Takes whether there is a past, in networks that join one graph with a cache and one without. */
  use_cache_branch?: string;
  /** Gives the logits. */
  logits: string;
  /** The caches of all layers. */
  cache: CacheEntry[];
}

/** Contents of the `generation` section of a language model, decided at compile time, so that the pipeline guesses nothing. */
export interface GenerationSection {
  /** Roles of the network's inputs and outputs. */
  decoder: DecoderRoles;
  /** Entries of the output distribution, where the network says. */
  vocabulary_size?: number;
  /** Longest sequence that the network was made for, in tokens. */
  context_length?: number;
  /** Width of the hidden state. */
  embedding_length?: number;
  /** Token that starts a text. */
  bos_token_id?: number;
  /** Tokens that end an answer. */
  eos_token_ids: number[];
  /** Token that fills up a batch. */
  pad_token_id?: number;
  /** The model's own sampling defaults, under Ollama's option names (`temperature`, `top_k`, ...). */
  options: Record<string, number>;
}

/** The `generation` section: UTF-8 JSON. */
export const generationSectionSchema: Schema<GenerationSection> = z.object({
  decoder: z.object({
    input_ids: z.string(),
    attention_mask: z.string().optional(),
    position_ids: z.string().optional(),
    use_cache_branch: z.string().optional(),
    logits: z.string(),
    cache: list(z.object({ past: z.string(), present: z.string() })),
  }),
  vocabulary_size: z.int().positive().optional(),
  context_length: z.int().positive().optional(),
  embedding_length: z.int().positive().optional(),
  bos_token_id: z.int().nonnegative().optional(),
  eos_token_ids: list(z.int().nonnegative()),
  pad_token_id: z.int().nonnegative().optional(),
  options: z.record(z.string(), z.number()),
});
