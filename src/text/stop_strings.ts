/** One stop string, matched character by character (Knuth, Morris and Pratt). */
class Matcher {
  readonly stop: string;
  /** How many characters of the stop string the text so far ends with. */
  matched = 0;
  readonly #fallback: Uint32Array;

  constructor(stop: string) {
    this.stop = stop;
    this.#fallback = new Uint32Array(stop.length + 1);
    for (let length = 2; length <= stop.length; length++) {
      this.#fallback[length] = this.#next(this.#fallback[length - 1]!, stop[length - 1]!);
    }
  }

  /** Takes a character; says whether the stop string is complete. */
  push(character: string): boolean {
    this.matched = this.#next(this.matched, character);
    return this.matched === this.stop.length;
  }

  #next(matched: number, character: string): number {
    let length = matched;
    while (length > 0 && this.stop[length] !== character) length = this.#fallback[length]!;
    return this.stop[length] === character ? length + 1 : 0;
  }
}

/** What a push gives. */
export interface StopResult {
  /** Text that is now certain to be no part of a stop string. */
  text: string;
  /** The stop string that ended the text, once one did; what follows it is dropped. */
  stopped?: string;
}

/**
 * Ends a streamed text at the first stop string, and holds back exactly the longest end of the text so far that
 * may begin one. How the text is cut into pieces makes no difference.
 *
 * The first stop string is the one that is complete first; of two that the same character completes, the longer.
 */
export class StopStrings {
  readonly #matchers: Matcher[];
  #held = "";
  #stopped: string | undefined;

  /** Takes the stop strings; empty ones are ignored. */
  constructor(stops: readonly string[]) {
    this.#matchers = stops.filter((stop) => stop !== "").map((stop) => new Matcher(stop));
  }

  /** Takes the next piece of the text. */
  push(text: string): StopResult {
    if (this.#stopped !== undefined) return { text: "", stopped: this.#stopped };
    if (this.#matchers.length === 0) return { text };
    const all = this.#held + text;
    for (let i = this.#held.length; i < all.length; i++) {
      const stop = this.#advance(all[i]!);
      if (stop !== undefined) {
        this.#held = "";
        this.#stopped = stop;
        return { text: all.slice(0, i + 1 - stop.length), stopped: stop };
      }
    }
    const open = Math.max(...this.#matchers.map((matcher) => matcher.matched));
    this.#held = all.slice(all.length - open);
    return { text: all.slice(0, all.length - open) };
  }

  /** Ends the text: what was held back and turned out to be text. */
  flush(): string {
    const held = this.#held;
    this.#held = "";
    return held;
  }

  /** Moves every matcher; gives the longest stop string that is now complete. */
  #advance(character: string): string | undefined {
    let longest: string | undefined;
    for (const matcher of this.#matchers) {
      if (matcher.push(character) && matcher.stop.length > (longest?.length ?? 0)) {
        longest = matcher.stop;
      }
    }
    return longest;
  }
}
