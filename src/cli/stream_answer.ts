import { AnswerPrinter } from "./answer_printer.ts";
import { type ApiClient, readLines } from "./client.ts";
import { type GenerationTimings, generationTimings } from "./format/generation_timings.ts";
import { startSpinner } from "./spinner.ts";
import type { Terminal } from "./terminal.ts";
import { ThinkingPrinter } from "./thinking_printer.ts";

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
  /** Whether what the model thinks is left out. */
  hideThinking?: boolean;
}

/** A tool that the model calls. */
export interface ToolCall {
  /** The call. */
  function: {
    /** The tool's name. */
    name: string;
    /** The arguments. */
    arguments: Record<string, unknown>;
  };
}

/** What was printed. */
export interface Answer {
  /** The text. */
  text: string;
  /** What the model thought before it, whether it was printed or not. */
  thinking: string;
  /** The tools that it calls. */
  toolCalls: ToolCall[];
  /** Whether it came to its end; otherwise the signal ended it. */
  complete: boolean;
}

/** A line of a streamed answer, of either route. */
interface AnswerLine extends GenerationTimings {
  response?: string;
  thinking?: string;
  message?: { content: string; thinking?: string; tool_calls?: ToolCall[] };
  truncated?: { messages?: number; tokens?: number };
}

/**
 * Has the model answer, prints what it thinks and says as it comes, each tool that it calls in a line, and an empty line
 * after it all. Until the first piece comes, something turns on standard error. What did not fit the context is told
 * there at the end.
 *
 * @throws {HologramError} What the server answers when it refuses.
 */
export async function streamAnswer(
  terminal: Terminal,
  client: ApiClient,
  { path, body, signal }: AnswerRequest,
  { wordWrap, verbose, hideThinking }: AnswerStyle,
): Promise<Answer> {
  const printer = new AnswerPrinter(terminal, wordWrap);
  const thoughts = new ThinkingPrinter(terminal, wordWrap);
  const stopSpinner = startSpinner(terminal);
  const answer: Answer = { text: "", thinking: "", toolCalls: [], complete: false };
  let last: AnswerLine = {};
  let printed = "";
  const print = (text: string) => {
    stopSpinner();
    thoughts.end();
    printer.print(text);
    printed += text;
  };
  try {
    const response = await client.send(path, { body, signal });
    for await (last of readLines<AnswerLine>(response)) {
      const thought = last.thinking ?? last.message?.thinking ?? "";
      answer.thinking += thought;
      if (thought !== "" && !hideThinking) {
        stopSpinner();
        thoughts.print(thought);
      }
      const piece = last.response ?? last.message?.content ?? "";
      answer.text += piece;
      if (piece !== "") print(piece);
      for (const call of last.message?.tool_calls ?? []) {
        answer.toolCalls.push(call);
        const lineEnd = printed === "" || printed.endsWith("\n") ? "" : "\n";
        print(`${lineEnd}${call.function.name}(${JSON.stringify(call.function.arguments)})`);
      }
    }
    answer.complete = true;
  } catch (error) {
    if (!signal.aborted) {
      if (printed !== "") terminal.print("\n");
      throw error;
    }
    return answer;
  } finally {
    stopSpinner();
    thoughts.end();
  }
  terminal.print("\n\n");
  if (verbose) terminal.note(generationTimings(last));
  if (last.truncated !== undefined) terminal.note(truncation(last.truncated));
  return answer;
}

function truncation({ messages = 0, tokens = 0 }: NonNullable<AnswerLine["truncated"]>): string {
  const count = (number: number, name: string) => `${number} ${name}${number === 1 ? "" : "s"}`;
  const parts = [
    ...messages > 0 ? [count(messages, "message")] : [],
    ...tokens > 0 ? [count(tokens, "token")] : [],
  ];
  const what = parts.length === 0 ? "its oldest part" : parts.join(", ");
  return `Warning: The conversation does not fit the context: ${what} left out\n`;
}
