import type { ChatRequest } from "../../schemas/chat_request.ts";
import type { GenerateRequest } from "../../schemas/generate_request.ts";

/**
 * The requests for `n` answers to the same request. With a seed, the answer at index i gets the seed plus i, so that
 * the answers differ and each can be repeated alone.
 */
export function seeded<T extends ChatRequest | GenerateRequest>(request: T, n: number): T[] {
  const seed = request.options?.seed;
  return Array.from({ length: n }, (_, index) => {
    if (typeof seed !== "number" || index === 0) return request;
    return { ...request, options: { ...request.options, seed: seed + index } };
  });
}
