import { fromFileUrl } from "../../src/deps/path.ts";

/** One case of a group; most have what goes `in` and what is to `expect`. */
// deno-lint-ignore no-explicit-any
export type OllamaCase = any;

/** A group of cases: what Ollama does, as data. */
export interface OllamaCases {
  /** Whether it is to be reproduced (`match`) or met in our own way (`adapt: ...`, `shape`, `improve`). */
  policy: string;
  /** What the cases are. */
  cases: OllamaCase[];
  /** Whatever else the group says. */
  [field: string]: OllamaCase;
}

/**
 * A group of the cases that describe what Ollama does, or `undefined` where they are absent.
 *
 * They are not part of the repository: they stand beside it in `../shared/reference`.
 */
export function ollamaCases(group: string): OllamaCases | undefined {
  const path = fromFileUrl(
    new URL("../../../shared/reference/ollama-cases.json", import.meta.url),
  );
  try {
    return JSON.parse(Deno.readTextFileSync(path)).groups[group];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
