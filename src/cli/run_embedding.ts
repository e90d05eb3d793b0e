import { HologramError } from "../base/mod.ts";
import type { CliContext } from "./cli_context.ts";
import type { ApiClient } from "./client.ts";
import { type GenerationTimings, generationTimings } from "./format/generation_timings.ts";

/** What is asked of an embedding model. */
export interface EmbeddingOptions {
  /** How long the model stays loaded. */
  keepAlive?: number | string;
  /** Whether too long a text is cut; the server's choice unless given. */
  truncate?: boolean;
  /** How many numbers of the vector to keep. */
  dimensions?: number;
  /** Print the whole reply. */
  json?: boolean;
  /** Print timings behind it. */
  verbose?: boolean;
}

/** What `/api/embed` answers. */
interface EmbedReply extends GenerationTimings {
  embeddings: number[][];
}

/**
 * Prints the vector of a text, one JSON array in a line.
 *
 * @throws {HologramError} `usage` when there is no text.
 */
export async function runEmbedding(
  { terminal, signal }: CliContext,
  client: ApiClient,
  model: string,
  text: string,
  { keepAlive, truncate, dimensions, json, verbose }: EmbeddingOptions,
): Promise<void> {
  if (text === "") {
    throw new HologramError(
      `embedding models require input text. Usage: hologram run ${model} "your text here"`,
      { kind: "usage" },
    );
  }
  const body = { model, input: text, truncate, dimensions, keep_alive: keepAlive };
  const response = await client.send("/api/embed", { body, signal });
  const reply = await response.json() as EmbedReply;
  const [vector] = reply.embeddings;
  if (vector === undefined) throw new HologramError("The server gave no embedding");
  terminal.print((json ? JSON.stringify(reply, null, 2) : JSON.stringify(vector)) + "\n");
  if (verbose) terminal.note(generationTimings(reply));
}
