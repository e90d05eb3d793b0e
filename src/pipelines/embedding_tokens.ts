import { HologramError } from "../base/mod.ts";
import type { Tokenizer } from "../text/mod.ts";

/** A text as the network reads it. */
export interface EmbeddingTokens {
  /** Its tokens, with those that open and close it. */
  ids: number[];
  /** How many tokens were cut. */
  cut: number;
}

/**
 * The tokens of a text, at most `limit`: too long a one loses tokens at its end, never those that close it.
 *
 * @throws {HologramError} `invalid` when the vocabulary cannot express a part of the text.
 */
export function embeddingTokens(
  text: string,
  tokenizer: Tokenizer,
  limit: number,
): EmbeddingTokens {
  const ids = tokenizer.encode(text);
  const cut = ids.length - limit;
  if (cut <= 0) return { ids, cut: 0 };
  const body = tokenizer.encode(text, { addSpecialTokens: false });
  const around = ids.length - body.length;
  for (let opening = 0; opening <= around; opening++) {
    if (!body.every((id, i) => ids[opening + i] === id)) continue;
    const kept = Math.max(0, limit - around);
    const closing = ids.slice(opening + body.length);
    const shorter = [...ids.slice(0, opening), ...body.slice(0, kept), ...closing];
    return { ids: shorter.slice(0, limit), cut };
  }
  throw new HologramError("Cannot cut the text: its special tokens stand within it", {
    kind: "unsupported",
  });
}
