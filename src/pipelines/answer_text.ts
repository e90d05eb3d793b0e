import { StopStrings, StreamDecoder, type Tokenizer } from "../text/mod.ts";

/** What one more token gives. */
export interface DecodedToken {
  /** Text that is now certain: whole characters, no part of a stop string. */
  text: string;
  /** What was decoded, stop strings or not. */
  decoded: string;
}

/** The text of an answer as its tokens arrive: whole characters, cut at the first stop string. */
export class AnswerText {
  readonly #decoder: StreamDecoder;
  readonly #stops: StopStrings;
  readonly #ids: number[] = [];
  /** Length of the decoded text after each id. */
  readonly #ends: number[] = [];
  #decoded = 0;
  #given = 0;
  #stopped: string | undefined;

  /** Starts an answer to a prompt; `visible` special tokens are part of its text. */
  constructor(
    tokenizer: Tokenizer,
    promptIds: readonly number[],
    stops: readonly string[],
    visible?: ReadonlySet<number>,
  ) {
    this.#decoder = new StreamDecoder(tokenizer, promptIds, { visible });
    this.#stops = new StopStrings(stops);
  }

  /** The stop string that ended the answer, if one did. */
  get stopped(): string | undefined {
    return this.#stopped;
  }

  /** The ids whose text was given: all of them, or those before a stop string. */
  get ids(): number[] {
    if (this.#stopped === undefined) return this.#ids;
    return this.#ids.filter((_, i) => this.#ends[i]! <= this.#given);
  }

  /** Takes the next id. */
  push(id: number): DecodedToken {
    const decoded = this.#decoder.push(id);
    this.#ids.push(id);
    this.#ends.push(this.#decoded += decoded.length);
    return { text: this.#pass(decoded), decoded };
  }

  /** Ends the answer; gives what was held back. */
  flush(): string {
    const text = this.#pass(this.#decoder.flush());
    return this.#stopped === undefined ? text + this.#stops.flush() : text;
  }

  #pass(decoded: string): string {
    const { text, stopped } = this.#stops.push(decoded);
    this.#given += text.length;
    this.#stopped = stopped;
    return text;
  }
}
