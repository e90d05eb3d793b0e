import { AnswerPrinter } from "./answer_printer.ts";
import { type ApiClient, readLines } from "./client.ts";
import { type GenerationTimings, generationTimings } from "./format/generation_timings.ts";
import { startSpinner } from "./spinner.ts";
import type { Terminal } from "./terminal.ts";

/** A request of `/api/generate` or `/api/chat`. */
export interface AnswerRequest {
  /** The route. */
  path: "/api/generate" | "/api/chat";
  /** The body. */
  body: Record<string, unknown>;
  /** Ends the answer. */
  signal: AbortSignal;
}

/** How an answer is printed. */
export interface AnswerStyle {
  /** Whether lines break between words, where the output is a screen. */
  wordWrap: boolean;
  /** Whether timings follow on standard error. */
  verbose: boolean;
}

/** What was printed. */
export interface Answer {
  /** The text. */
  text: string;
  /** Whether it came to its end; otherwise the signal ended it. */
  complete: boolean;
}

/** A line of a streamed answer, of either route. */
interface AnswerLine extends GenerationTimings {
  response?: string;
  message?: { content: string };
}

/**
 * Has the model answer, prints the text as it comes, and an empty line after it. Until the first piece comes, something
 * turns on standard error.
 *
 * @throws {HologramError} What the server answers when it refuses.
 */
export async function streamAnswer(
  terminal: Terminal,
  client: ApiClient,
  { path, body, signal }: AnswerRequest,
  { wordWrap, verbose }: AnswerStyle,
): Promise<Answer> {
  const printer = new AnswerPrinter(terminal, wordWrap);
  const stopSpinner = startSpinner(terminal);
  let text = "";
  let last: AnswerLine = {};
  try {
    const response = await client.send(path, { body, signal });
    for await (last of readLines<AnswerLine>(response)) {
      const piece = last.response ?? last.message?.content ?? "";
      if (piece === "") continue;
      stopSpinner();
      text += piece;
      printer.print(piece);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    return { text, complete: false };
  } finally {
    stopSpinner();
  }
  terminal.print("\n\n");
  if (verbose) terminal.note(generationTimings(last));
  return { text, complete: true };
}
