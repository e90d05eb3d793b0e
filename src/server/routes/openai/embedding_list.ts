import type { EmbedAnswer } from "../../answers/chunks.ts";

/**
 * The answer of `POST /v1/embeddings`.
 *
 * @param base64 Whether a vector is base64 text of its little-endian float32 numbers, instead of a list.
 */
export function embeddingList(answer: EmbedAnswer, base64: boolean): Record<string, unknown> {
  const tokens = answer.prompt_eval_count;
  return {
    object: "list",
    data: answer.embeddings.map((vector, index) => ({
      object: "embedding",
      embedding: base64 ? littleEndian(vector).toBase64() : vector,
      index,
    })),
    model: answer.model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

function littleEndian(vector: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(vector.length * 4));
  vector.forEach((value, index) => view.setFloat32(index * 4, value, true));
  return new Uint8Array(view.buffer);
}
