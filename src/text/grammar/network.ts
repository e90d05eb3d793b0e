import { HologramError } from "../../base/mod.ts";
import { type GrammarNode, type GrammarRule, rule } from "./grammar_node.ts";

/** A state of a {@linkcode Network}. */
export interface State {
  /** States reached without reading anything. */
  next: number[];
  /** What a byte leads to: `low, high, state` for each range of bytes. */
  bytes: number[];
  /** Rules that may be read here. */
  calls: { start: number; back: number; weight: number }[];
  /** Reads a rule `min` to `max` times before it goes on to `exit`; counts how often it did. */
  loop?: { start: number; exit: number; min: number; max: number };
  /** Whether a rule ends here. */
  final: boolean;
  /**
   * Whether every character that a JSON string may have as it is leads back here, in a loop as long as it goes on, and
   * no rule ends on the way.
   */
  text?: boolean;
}

/**
 * A grammar as a recursive transition network over bytes. A place in it is `state + count * states.length`, the count
 * being that of a loop, 0 elsewhere.
 */
export interface Network {
  /** The states. */
  states: readonly State[];
  /** The number of each state; a rule's states have the same ones in every network that the rule is part of. */
  numbers: Float64Array;
  /** Where the grammar starts. */
  start: number;
  /** Least levels of nesting that lead from a state to the end of its rule; infinite where nothing does. */
  needs: Float64Array;
  /** The same within a loop that has been read often enough. */
  needsAfter: Float64Array;
}

/** Most states of a grammar. */
const MAX_STATES = 400_000;
/** Most levels of arrays and objects within each other that a text may have. */
export const MAX_NESTING = 100;

/**
 * Builds the network of a grammar.
 *
 * @throws {HologramError} `too_large` for too many states, `invalid` when a rule calls itself without reading anything or
 * when nothing fits the grammar.
 */
export function buildNetwork(root: GrammarRule): Network {
  const builder = new Builder();
  const start = builder.startOf(root);
  builder.finish();
  const { states } = builder;
  findLeftRecursion(states, builder.names());
  const { needs, needsAfter } = nestingNeeds(states);
  if (needs[start] === Infinity) {
    throw new HologramError("Cannot enforce the format: nothing fits it", { kind: "invalid" });
  }
  if (needs[start]! > MAX_NESTING) {
    throw new HologramError(
      `Cannot enforce the format: it needs more than ${MAX_NESTING} levels of nesting`,
      { kind: "too_large" },
    );
  }
  return { states, numbers: Float64Array.from(builder.numbers), start, needs, needsAfter };
}

/** The numbers of each rule's states, in the order in which they are built. */
const NUMBERS = new WeakMap<GrammarRule, number[]>();
let numbersUsed = 0;
/** The rules of what is counted. */
const REPETITIONS = new WeakMap<GrammarNode, GrammarRule>();

class Builder {
  readonly states: State[] = [];
  readonly numbers: number[] = [];
  readonly #starts = new Map<GrammarRule, number>();
  readonly #waiting: GrammarRule[] = [];
  /** The numbers of the rule that is built, and how many of them are taken. */
  #own: number[] = [];
  #taken = 0;

  /** Where a rule starts; {@linkcode finish} builds it. */
  startOf(rule: GrammarRule): number {
    let start = this.#starts.get(rule);
    if (start === undefined) {
      let own = NUMBERS.get(rule);
      if (own === undefined) NUMBERS.set(rule, own = [numbersUsed++]);
      this.#starts.set(rule, start = this.#add(own[0]!));
      this.#waiting.push(rule);
    }
    return start;
  }

  /** Builds the rules that are called. */
  finish(): void {
    for (let rule = this.#waiting.pop(); rule !== undefined; rule = this.#waiting.pop()) {
      this.#own = NUMBERS.get(rule)!;
      this.#taken = 1;
      const end = this.#state();
      this.states[end]!.final = true;
      this.#emit(rule.body, this.#starts.get(rule)!, end);
    }
    this.#shorten();
  }

  /** Names of the rules, by where they start. */
  names(): Map<number, string> {
    return new Map([...this.#starts].map(([rule, start]) => [start, rule.name]));
  }

  #state(): number {
    return this.#add(this.#own[this.#taken++] ??= numbersUsed++);
  }

  #add(number: number): number {
    if (this.states.length === MAX_STATES) {
      throw new HologramError(
        `Cannot enforce the format: it needs more than ${MAX_STATES} states`,
        { kind: "too_large", hint: "Ask for a simpler format." },
      );
    }
    this.numbers.push(number);
    this.states.push({ next: [], bytes: [], calls: [], final: false });
    return this.states.length - 1;
  }

  #emit(node: GrammarNode, from: number, to: number): void {
    switch (node.kind) {
      case "words":
        return this.#words(node.words, from, to);
      case "ranges":
        for (const [low, high] of node.ranges) this.states[from]!.bytes.push(low, high, to);
        return;
      case "sequence":
        return this.#sequence(node.parts, from, to);
      case "choice":
        for (const option of node.options) this.#emit(option, from, to);
        return;
      case "repeat":
        return this.#repeat(node, from, to);
      case "call": {
        const start = this.startOf(node.rule);
        const weight = node.rule.nests ? 1 : 0;
        this.states[from]!.calls.push({ start, back: to, weight });
        return;
      }
      case "graph": {
        const vertices = Array.from({ length: node.size }, () => this.#state());
        this.states[from]!.next.push(vertices[0]!);
        for (const edge of node.edges) {
          this.#emit(edge.node, vertices[edge.from]!, vertices[edge.to]!);
        }
        if (node.text !== undefined) this.states[vertices[node.text]!]!.text = true;
        for (const final of node.finals) this.states[vertices[final]!]!.next.push(to);
      }
    }
  }

  #sequence(parts: readonly GrammarNode[], from: number, to: number): void {
    let at = from;
    for (const [i, part] of parts.entries()) {
      const next = i === parts.length - 1 ? to : this.#state();
      this.#emit(part, at, next);
      at = next;
    }
    if (parts.length === 0) this.states[from]!.next.push(to);
  }

  /** As a tree, so that many words with one beginning share its states. */
  #words(words: readonly Uint8Array[], from: number, to: number): void {
    const children = new Map<string, number>();
    for (const word of words) {
      if (word.length === 0) this.states[from]!.next.push(to);
      let at = from;
      for (const [i, byte] of word.entries()) {
        const last = i === word.length - 1;
        const key = `${at} ${byte} ${last}`;
        let child = last && children.has(key) ? to : children.get(key);
        if (child === undefined) {
          child = last ? to : this.#state();
          children.set(key, child);
          this.states[at]!.bytes.push(byte, byte, child);
        }
        at = child;
      }
    }
  }

  #repeat(node: GrammarNode & { kind: "repeat" }, from: number, to: number): void {
    const { body, min, max, text } = node;
    if (max < min) return;
    if (max === Infinity && min <= 1) {
      const middle = this.#state();
      this.states[middle]!.text = text;
      if (min === 0) this.states[from]!.next.push(middle);
      else this.#emit(body, from, middle);
      this.#emit(body, middle, middle);
      this.states[middle]!.next.push(to);
      return;
    }
    if (max <= 1) {
      if (min === 0) this.states[from]!.next.push(to);
      if (max === 1) this.#emit(body, from, to);
      return;
    }
    const loop = this.#state();
    this.states[from]!.next.push(loop);
    this.states[loop]!.text = text;
    let counted = REPETITIONS.get(body);
    if (counted === undefined) REPETITIONS.set(body, counted = rule("a repetition", body));
    this.states[loop]!.loop = { start: this.startOf(counted), exit: to, min, max };
  }

  /** Leads past states that only lead on, so that fewer states differ. */
  #shorten(): void {
    const target = (state: number): number => {
      let at = state;
      for (let steps = 0; steps < this.states.length; steps++) {
        const { next, bytes, calls, loop, final } = this.states[at]!;
        if (next.length !== 1 || bytes.length + calls.length > 0 || loop || final) break;
        at = next[0]!;
      }
      return at;
    };
    for (const state of this.states) {
      if (state.next.length > 0) state.next = [...new Set(state.next.map(target))];
      for (let i = 2; i < state.bytes.length; i += 3) state.bytes[i] = target(state.bytes[i]!);
      for (const call of state.calls) call.back = target(call.back);
      if (state.loop) state.loop.exit = target(state.loop.exit);
    }
  }
}

/** States that a state leads to without reading anything, into rules too. */
function silentTargets({ next, calls, loop }: State): number[] {
  return [...next, ...calls.map((call) => call.start), ...(loop ? [loop.start, loop.exit] : [])];
}

/** Refuses rules that call themselves without reading anything: no text would be found for or against them. */
function findLeftRecursion(states: readonly State[], names: ReadonlyMap<number, string>): void {
  const seen = new Uint8Array(states.length); // 1: on the path, 2: done
  for (let root = 0; root < states.length; root++) {
    if (seen[root] !== 0) continue;
    seen[root] = 1;
    const path = [{ state: root, targets: silentTargets(states[root]!) }];
    while (path.length > 0) {
      const target = path.at(-1)!.targets.pop();
      if (target === undefined) {
        seen[path.pop()!.state] = 2;
      } else if (seen[target] === 1) {
        const cycle = path.slice(path.findIndex(({ state }) => state === target));
        const name = cycle.map(({ state }) => names.get(state)).find((each) => each !== undefined);
        throw new HologramError(
          `Cannot enforce the format: ${name ?? "a part"} refers to itself and to nothing else`,
          { kind: "invalid" },
        );
      } else if (seen[target] === 0) {
        seen[target] = 1;
        path.push({ state: target, targets: silentTargets(states[target]!) });
      }
    }
  }
}

/** The least levels of nesting between each state and the end of its rule, as a fixed point from above. */
function nestingNeeds(states: readonly State[]): Pick<Network, "needs" | "needsAfter"> {
  const needs = new Float64Array(states.length).fill(Infinity);
  const needsAfter = new Float64Array(states.length).fill(Infinity);
  const users = usersOf(states);
  const waiting = [...states.keys()].filter((i) => states[i]!.final);
  for (let i = waiting.pop(); i !== undefined; i = waiting.pop()) {
    const { next, bytes, calls, loop, final } = states[i]!;
    let need = final ? 0 : Infinity;
    for (const each of next) need = Math.min(need, needs[each]!);
    for (let b = 2; b < bytes.length; b += 3) need = Math.min(need, needs[bytes[b]!]!);
    for (const { start, back, weight } of calls) {
      need = Math.min(need, Math.max(weight + needs[start]!, needs[back]!));
    }
    if (loop) {
      needsAfter[i] = needs[loop.exit]!;
      const first = loop.min === 0 ? 0 : needs[loop.start]!;
      need = Math.min(need, Math.max(first, needs[loop.exit]!));
    }
    if (need >= needs[i]!) continue;
    needs[i] = need;
    for (const user of users[i]!) waiting.push(user);
  }
  return { needs, needsAfter };
}

/** For each state, those of which the nesting depends on its own. */
function usersOf(states: readonly State[]): number[][] {
  const users: number[][] = states.map(() => []);
  for (const [i, { next, bytes, calls, loop }] of states.entries()) {
    for (const each of next) users[each]!.push(i);
    for (let b = 2; b < bytes.length; b += 3) {
      const target = users[bytes[b]!]!;
      if (target.at(-1) !== i) target.push(i);
    }
    for (const { start, back } of calls) users[start]!.push(i), users[back]!.push(i);
    if (loop) users[loop.start]!.push(i), users[loop.exit]!.push(i);
  }
  return users;
}
