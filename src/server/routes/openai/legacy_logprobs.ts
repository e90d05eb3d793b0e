import type { TokenLogprob } from "../../answers/chunks.ts";

/** Log probabilities as text completions tell them: parallel lists, an entry for each token. */
export interface LegacyLogprobs {
  /** The tokens' texts. */
  tokens: string[];
  /** Their log probabilities. */
  token_logprobs: number[];
  /** The likeliest tokens in the place of each, with their log probabilities; null when none were asked for. */
  top_logprobs: Record<string, number>[] | null;
  /** Where each begins in the answer, in UTF-16 code units. */
  text_offset: number[];
}

/**
 * Log probabilities of the native API, as text completions tell them.
 *
 * @param offset Length of the tokens before these.
 */
export function legacyLogprobs(
  logprobs: readonly TokenLogprob[] | undefined,
  offset: number,
): LegacyLogprobs | null {
  if (logprobs === undefined || logprobs.length === 0) return null;
  const tops = logprobs.map(({ top_logprobs }) => top_logprobs ?? []);
  let at = offset;
  return {
    tokens: logprobs.map(({ token }) => token),
    token_logprobs: logprobs.map(({ logprob }) => logprob),
    top_logprobs: tops.every((top) => top.length === 0)
      ? null
      : tops.map((top) => Object.fromEntries(top.map(({ token, logprob }) => [token, logprob]))),
    text_offset: logprobs.map(({ token }) => (at += token.length) - token.length),
  };
}

/** Length of tokens, as offsets count it. */
export function tokensLength(logprobs: readonly TokenLogprob[] | undefined): number {
  return (logprobs ?? []).reduce((sum, { token }) => sum + token.length, 0);
}
