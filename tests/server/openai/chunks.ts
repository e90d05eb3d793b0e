import type { ChatChunk, GenerateChunk } from "../../../src/server/answers/chunks.ts";

/** A piece of a native answer to a conversation, with what a test does not say filled in. */
export function chatChunk(fields: Record<string, unknown>): ChatChunk {
  const { message, ...rest } = fields;
  return {
    model: "test-model",
    created_at: "2026-01-02T03:04:05Z",
    message: { role: "assistant", content: "", ...(message as object) },
    done: false,
    ...rest,
  };
}

/** A piece of a native answer to a prompt, with what a test does not say filled in. */
export function generateChunk(fields: Partial<GenerateChunk>): GenerateChunk {
  return {
    model: "test-model",
    created_at: "2026-01-02T03:04:05Z",
    response: "",
    done: false,
    ...fields,
  };
}

/** A value as its JSON text has it: without properties that are undefined. */
export function asJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

/** Makes identifiers that count up. */
export function countingIds(): (prefix: string) => string {
  let next = 0;
  return (prefix) => `${prefix}${next++}`;
}

/** Several values, as something to iterate over without haste. */
export async function* each<T>(values: readonly T[]): AsyncGenerator<T, void, undefined> {
  for (const value of values) yield await Promise.resolve(value);
}
