import type { CallSyntax } from "./call_syntax.ts";
import { has, Input, oneOf, passUntil, skipSpace, type Wait } from "./input.ts";
import type { CallReader } from "./read_call.ts";
import type { AnswerPiece, DeclaredTool, ToolCallParser } from "./tool_call.ts";
import { toolTable } from "./tool_call.ts";

/** A computation over an {@linkcode Input} as a parser: it runs on with every text that arrives. */
export abstract class WaitingParser implements ToolCallParser {
  /** What has arrived and is not yet given away. */
  protected readonly input: Input = new Input();
  /** What the text that has just arrived makes certain. */
  protected piece: AnswerPiece = { thinking: "", content: "", calls: [] };
  #running: Wait<void> | undefined;

  /** Reads the whole answer. */
  protected abstract run(): Wait<void>;

  /** Takes the next text; gives what is certain now. */
  push(text: string): AnswerPiece {
    this.input.text += text;
    return this.#resume();
  }

  /** Ends the answer; gives what was held back. */
  flush(): AnswerPiece {
    this.input.ended = true;
    return this.#resume();
  }

  #resume(): AnswerPiece {
    this.piece = { thinking: "", content: "", calls: [] };
    this.#running ??= this.run();
    this.#running.next();
    return this.piece;
  }
}

/**
 * Separates calls in one format's syntax from content. Calls that are malformed, cut off, or of a tool that was not declared stay
 * content, whole: `[a, b]` is no call where `b` is none. Space alone before, between or after calls is no content.
 */
export class SpanParser extends WaitingParser {
  readonly #tools;
  readonly #openings: string[];
  #calls = 0;

  /** Starts at the beginning of an answer. */
  constructor(private readonly syntax: CallSyntax, tools: readonly DeclaredTool[]) {
    super();
    this.#tools = toolTable(tools);
    this.#openings = Object.keys(syntax.openings);
  }

  protected override *run(): Wait<void> {
    const pass = (text: string) => void (this.piece.content += text);
    let { start } = this.syntax;
    for (;;) {
      // Only space so far, or since the last call.
      const at = yield* skipSpace(this.input, 0);
      if (!(yield* has(this.input, at))) {
        if (this.#calls === 0) pass(this.input.take(at));
        return;
      }
      if (start && (yield* this.#read(start, "", at))) continue;
      start = undefined;
      let refused = yield* oneOf(this.input, this.#openings, at);
      if (refused !== undefined && (yield* this.#open(refused, at))) continue;
      let from = at + (refused?.length ?? 0);
      do {
        refused = yield* passUntil(this.input, this.#openings, pass, from);
        if (refused === undefined) return;
        from = refused.length;
      } while (!(yield* this.#open(refused, 0)));
    }
  }

  /** Takes the calls behind an opening; says whether there are any. */
  #open(opening: string, at: number): Wait<boolean> {
    return this.#read(this.syntax.openings[opening]!, opening, at + opening.length);
  }

  *#read(reader: CallReader, opening: string, at: number): Wait<boolean> {
    const reading = yield* reader(this.input, at, opening, this.#tools);
    if (!reading) return false;
    this.input.take(reading.end);
    this.piece.calls.push(...reading.calls);
    this.#calls += reading.calls.length;
    for (;;) {
      const next = yield* skipSpace(this.input, 0);
      const closing = yield* oneOf(this.input, this.syntax.closings, next);
      if (closing === undefined) return true;
      this.input.take(next + closing.length);
    }
  }
}
