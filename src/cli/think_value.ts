import { HologramError, parseThink, type Think } from "../base/mod.ts";

/**
 * Reads how hard a model shall think, as it stands on a command line.
 *
 * @throws {HologramError} `usage`, in Ollama's words, when the text is none of the values.
 */
export function thinkValue(text: string): Think {
  if (text === "true" || text === "false") return text === "true";
  try {
    return parseThink(text)!.value;
  } catch (error) {
    throw new HologramError((error as Error).message, { kind: "usage", cause: error });
  }
}
