import { overlap } from "./overlap.ts";

/** What a piece of an answer says: what the model thinks, and what it answers. */
export interface ThinkingPiece {
  /** Text between the tags. */
  thinking: string;
  /** Text that is the answer. */
  content: string;
}

/** Where a {@linkcode ThinkingParser} stands, under Ollama's names. */
export type ThinkingState =
  | "LookingForOpening"
  | "ThinkingStartedEatingWhitespace"
  | "Thinking"
  | "ThinkingDoneEatingWhitespace"
  | "ThinkingDone";

/** Where a {@linkcode ThinkingParser} starts. */
export interface ThinkingParserOptions {
  /** Whether the prompt ends with the opening tag, so that the answer begins in the thinking. */
  startInside?: boolean;
}

/**
 * Separates what a model thinks, between two tags at the start of its answer, from the answer itself, as text arrives.
 *
 * As Ollama does: only tags that open the answer count, space around the opening tag and after the closing one is
 * dropped, later tags are plain text, and an answer with no tags stays as it is.
 */
export class ThinkingParser {
  #state: ThinkingState;
  #held = "";

  /** Starts at the beginning of an answer. */
  constructor(
    private readonly open: string,
    private readonly close: string,
    options: ThinkingParserOptions = {},
  ) {
    this.#state = options.startInside ? "ThinkingStartedEatingWhitespace" : "LookingForOpening";
  }

  /** Where the parser stands. */
  get state(): ThinkingState {
    return this.#state;
  }

  /** Takes the next text; gives what is certain now. */
  push(text: string): ThinkingPiece {
    this.#held += text;
    const piece = { thinking: "", content: "" };
    while (this.#step(piece));
    return piece;
  }

  /** Ends the answer; gives what was held back. */
  flush(): ThinkingPiece {
    const text = this.#take();
    return this.#state === "Thinking"
      ? { thinking: text, content: "" }
      : { thinking: "", content: text };
  }

  /** One state; says whether the next can go on at once. */
  #step(piece: ThinkingPiece): boolean {
    switch (this.#state) {
      case "LookingForOpening":
        return this.#lookForOpening();
      case "ThinkingStartedEatingWhitespace":
        return this.#eatSpace("Thinking");
      case "Thinking":
        return this.#think(piece);
      case "ThinkingDoneEatingWhitespace":
        return this.#eatSpace("ThinkingDone");
      case "ThinkingDone":
        piece.content += this.#take();
        return false;
    }
  }

  #lookForOpening(): boolean {
    const trimmed = trimStart(this.#held);
    if (trimmed.startsWith(this.open)) {
      this.#held = trimmed.slice(this.open.length);
      this.#state = "ThinkingStartedEatingWhitespace";
      return true;
    }
    if (this.open.startsWith(trimmed)) return false;
    this.#state = "ThinkingDone";
    return true;
  }

  #eatSpace(next: ThinkingState): boolean {
    this.#held = trimStart(this.#held);
    if (this.#held === "") return false;
    this.#state = next;
    return true;
  }

  #think(piece: ThinkingPiece): boolean {
    const end = this.#held.indexOf(this.close);
    if (end === -1) {
      piece.thinking += this.#take(this.#held.length - overlap(this.#held, [this.close]));
      return false;
    }
    piece.thinking += this.#take(end);
    this.#take(this.close.length);
    this.#state = "ThinkingDoneEatingWhitespace";
    return true;
  }

  #take(length = this.#held.length): string {
    const text = this.#held.slice(0, length);
    this.#held = this.#held.slice(length);
    return text;
  }
}

/** Without the white space (Unicode's property, as in Go) in front. */
function trimStart(text: string): string {
  return text.replace(/^\p{White_Space}+/u, "");
}
