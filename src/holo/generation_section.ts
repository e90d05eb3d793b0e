import * as z from "../deps/zod.ts";

/** One half (keys or values) of one layer's cache: what a step takes and the grown one that it gives back. */
const cacheEntry = z.object({
  /** Name of the input, `past_key_values.0.key`. */
  past: z.string(),
  /** Name of the output, `present.0.key`. */
  present: z.string(),
});

/**
 * The `generation` section of a language model: UTF-8 JSON, decided at compile time, so that the
 * pipeline guesses nothing.
 */
export const generationSectionSchema = z.object({
  /** Roles of the network's inputs and outputs. */
  decoder: z.object({
    input_ids: z.string(),
    attention_mask: z.string().optional(),
    position_ids: z.string().optional(),
    logits: z.string(),
    cache: z.array(cacheEntry),
  }),
  /** Entries of the output distribution, where the network says. */
  vocabulary_size: z.int().positive().optional(),
  /** Longest sequence that the network was made for, in tokens. */
  context_length: z.int().positive().optional(),
  /** Width of the hidden state. */
  embedding_length: z.int().positive().optional(),
  bos_token_id: z.int().nonnegative().optional(),
  /** Tokens that end an answer. */
  eos_token_ids: z.array(z.int().nonnegative()),
  pad_token_id: z.int().nonnegative().optional(),
  /** The model's own sampling defaults, under Ollama's option names (`temperature`, `top_k`, ...). */
  options: z.record(z.string(), z.number()),
});

/** Contents of the `generation` section. */
export type GenerationSection = z.infer<typeof generationSectionSchema>;
