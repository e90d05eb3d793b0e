import { HologramError } from "../base/mod.ts";
import {
  compileGrammar,
  type Grammar,
  GrammarMatcher,
  type GrammarSource,
  type Vocabulary,
} from "../text/mod.ts";

/** What an answer is held to. */
export interface ConstraintOptions {
  /** What the answer must be. */
  source: GrammarSource;
  /** The model's tokens. */
  vocabulary: Vocabulary;
  /** Tags around the thinking that comes before the answer; none where the model does not think. */
  thinking?: { open: string; close: string };
  /** Whether the prompt ends with the opening tag. */
  startInside?: boolean;
}

/**
 * Holds an answer to a structure, token by token. A model that thinks is made to open its thinking, thinks as it likes,
 * and is held to the structure from the closing tag on.
 */
export class AnswerConstraint {
  readonly #answer: Grammar;
  readonly #vocabulary: Vocabulary;
  readonly #close: string | undefined;
  #phase: "opening" | "thinking" | "answer";
  #matcher: GrammarMatcher;
  #thought = "";

  /**
   * Starts at the beginning of an answer.
   *
   * @throws {HologramError} `invalid` or `unsupported` when the structure is; it names the keyword and its place.
   */
  constructor({ source, vocabulary, thinking, startInside }: ConstraintOptions) {
    this.#answer = compileGrammar(source);
    this.#vocabulary = vocabulary;
    this.#close = thinking?.close;
    if (thinking === undefined) {
      this.#phase = "answer";
      this.#matcher = new GrammarMatcher(this.#answer, vocabulary);
      return;
    }
    this.#phase = startInside ? "thinking" : "opening";
    const opening = compileGrammar({ type: "literal", text: thinking.open });
    this.#matcher = new GrammarMatcher(opening, vocabulary);
  }

  /** Whether the answer is complete and nothing may follow. */
  get ended(): boolean {
    return this.#phase === "answer" && this.#matcher.isComplete && !this.#matcher.canContinue;
  }

  /** Rules out, in place, what cannot come next. */
  mask(logits: Float32Array): void {
    if (this.#phase !== "thinking") return this.#matcher.mask(logits);
    // An answer is asked for: the thinking must come to its end.
    for (const id of this.#vocabulary.eosIds) logits[id] = -Infinity;
  }

  /** Takes the token that came, and the text that it gave. */
  accept(id: number, text: string): void {
    if (this.#phase === "thinking") return this.#think(text);
    this.#matcher.accept(id);
    if (this.#phase === "opening" && this.#matcher.isComplete) this.#phase = "thinking";
  }

  #think(text: string): void {
    this.#thought += text;
    const at = this.#thought.indexOf(this.#close!);
    if (at < 0) {
      // Only the end can be a part of the tag.
      this.#thought = this.#thought.slice(-this.#close!.length);
      return;
    }
    this.#phase = "answer";
    this.#matcher = new GrammarMatcher(this.#answer, this.#vocabulary);
    const rest = this.#thought.slice(at + this.#close!.length).trimStart();
    if (rest !== "" && !this.#matcher.acceptText(rest)) {
      throw new HologramError(
        `The answer does not have the structure asked for: it starts ${JSON.stringify(rest)}`,
      );
    }
  }
}
