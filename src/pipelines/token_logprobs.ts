import type { Tokenizer } from "../text/mod.ts";
import type { TokenLogprob } from "./generation_request.ts";

/**
 * The log probability of a token, and of the likeliest in its place, from the network's own logits: before penalties,
 * temperature and any structure that the answer must have.
 *
 * @param logits One for each token of the vocabulary.
 * @param id The token that was drawn.
 * @param top How many likelier ones come along.
 */
export function tokenLogprob(
  logits: Float32Array,
  id: number,
  top: number,
  tokenizer: Tokenizer,
): TokenLogprob {
  const normalizer = logSumExp(logits);
  const describe = (token: number) => {
    const bytes = tokenizer.bytesOf(token, false);
    return {
      token: new TextDecoder().decode(bytes),
      logprob: Math.min(0, logits[token]! - normalizer),
      bytes: [...bytes],
    };
  };
  if (top === 0) return describe(id);
  return { ...describe(id), top_logprobs: greatest(logits, top).map(describe) };
}

function logSumExp(logits: Float32Array): number {
  let greatest = -Infinity;
  for (const logit of logits) if (logit > greatest) greatest = logit;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - greatest);
  return greatest + Math.log(sum);
}

/** The ids of the greatest logits, in their order; of equal ones the lowest ids. `count` is small. */
function greatest(logits: Float32Array, count: number): number[] {
  const ids: number[] = [];
  for (let id = 0; id < logits.length; id++) {
    const logit = logits[id]!;
    if (ids.length === count && logit <= logits[ids.at(-1)!]!) continue;
    let place = ids.length;
    while (place > 0 && logits[ids[place - 1]!]! < logit) place--;
    ids.splice(place, 0, id);
    if (ids.length > count) ids.pop();
  }
  return ids;
}
