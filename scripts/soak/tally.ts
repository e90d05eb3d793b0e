import type { Outcome } from "./ask.ts";
import type { Case, Errand } from "./cases.ts";
import { countRow, type Row } from "./row.ts";

/** Failures that are told in words; the rest are only counted. */
const TOLD = 20;

/** Counts how requests ended, and compares answers with the right ones. */
export class Tally {
  /** Answers, right ones. */
  answered = 0;
  /** Clients that left early. */
  left = 0;
  /** Requests that were refused because the queue was full. */
  busy = 0;
  /** Answers unlike the one that the same question has alone. */
  different = 0;
  /** Requests that failed in any other way. */
  failed = 0;
  /** The first failures, in words. */
  readonly failures: string[] = [];
  readonly #rightAnswers: ReadonlyMap<Case, string>;
  readonly #onDone: (done: number) => void;

  /** Starts at nothing. `onDone` is called with the number of requests that ended. */
  constructor(rightAnswers: ReadonlyMap<Case, string>, onDone: (done: number) => void = () => {}) {
    this.#rightAnswers = rightAnswers;
    this.#onDone = onDone;
  }

  /** Requests that ended. */
  get done(): number {
    return this.answered + this.left + this.busy + this.different + this.failed;
  }

  /** Takes note of how a request ended. */
  add({ asked }: Errand, outcome: Outcome): void {
    const { kind, prompt } = asked;
    if (outcome.type === "failed") {
      this.failed++;
      this.#tell(`${kind} '${prompt}' failed: ${outcome.why}`);
    } else if (outcome.type !== "answered") {
      this[outcome.type]++;
    } else if (outcome.text === this.#rightAnswers.get(asked)) {
      this.answered++;
    } else {
      this.different++;
      const [got, right] = [outcome.text, this.#rightAnswers.get(asked)].map((text) =>
        JSON.stringify(text)?.slice(0, 200)
      );
      this.#tell(`${kind} '${prompt}' gave ${got}, alone it gives ${right}`);
    }
    this.#onDone(this.done);
  }

  /** A row for each way to end, where so many requests were to be sent. */
  rows(requests: number): Row[] {
    return [
      countRow("answered as if alone", this.answered),
      countRow("left by their client", this.left),
      countRow("answered differently", this.different, 0),
      countRow("failed", this.failed, 0),
      countRow("not sent for lack of time", requests - this.done, 0),
    ];
  }

  #tell(text: string): void {
    if (this.failures.length < TOLD) this.failures.push(text);
  }
}
