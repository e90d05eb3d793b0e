import { HologramError } from "../../base/mod.ts";
import { MAX_NESTING, type Network } from "./network.ts";

/** Bottom of the stack of a text: to return there is to be complete. */
export const END = 0;
/** Bottom of a stack of which the rest is not known. */
export const OPEN = 1;
/** No configuration is left. */
export const DEAD = -1;

/** A step that is not computed yet. */
export const UNKNOWN = -2;
/** Greatest room that is told apart; no token is as long. */
const MAX_ROOM = 0x7fff;
/** Most configurations that a text may have at once. */
const MAX_CONFIGURATIONS = 5000;

/** A place in the network and a stack of the places to return to. */
export interface Configuration {
  /** `state + count * states.length`. */
  place: number;
  /** Number of the stack. */
  stack: number;
}

/** What is reached from a set without reading anything. */
interface Closure {
  /** For each state with bytes to read: its ranges and its stack. */
  readers: { bytes: readonly number[]; stack: number }[];
  complete: boolean;
  open: boolean;
  reach: number;
}

/**
 * Runs a network on bytes: sets of configurations, numbered, and what each byte makes of them, computed when first
 * needed and kept.
 */
export class Configurations {
  /** Bytes that no edge of the network tells apart have one class. */
  readonly classes: Uint8Array;
  /** How many classes of bytes there are. */
  readonly width: number;
  /**
   * What each class of bytes leads to: `width` entries for each set, {@linkcode UNKNOWN} where {@linkcode step} has to
   * compute it. A new set may put another array in this one's place, and in those of `facts` and `rooms`.
   */
  table: Int32Array;
  /** What {@linkcode factsOf} gives for each set, negative where it has to compute it. */
  facts: Int16Array;
  /** What {@linkcode roomOf} gives for each set, negative where it has to compute it. */
  rooms: Int16Array;
  readonly #network: Network;
  readonly #firstOfClass: number[] = [];
  readonly #stackPlaces = [-1, -1];
  readonly #stackParents = [END, OPEN];
  readonly #stackDepths = [0, 0];
  readonly #stackIds = new Map<string, number>();
  readonly #sets: Configuration[][] = [];
  readonly #setIds = new Map<string, number>();
  readonly #closures: (Closure | undefined)[] = [];

  /** Starts with nothing but the network. */
  constructor(network: Network) {
    this.#network = network;
    this.classes = byteClasses(network);
    for (let byte = 0; byte < 256; byte++) this.#firstOfClass[this.classes[byte]!] ??= byte;
    this.width = this.#firstOfClass.length;
    this.table = new Int32Array(16 * this.width).fill(UNKNOWN);
    this.facts = new Int16Array(16).fill(-1);
    this.rooms = new Int16Array(16).fill(-1);
  }

  /** How many sets and stacks are kept. */
  get size(): number {
    return this.#sets.length + this.#stackPlaces.length;
  }

  /** The number of a set, {@linkcode DEAD} for an empty one. */
  setOf(configurations: readonly Configuration[]): number {
    if (configurations.length === 0) return DEAD;
    if (configurations.length > MAX_CONFIGURATIONS) {
      throw new HologramError(
        `Cannot go on with the format: the text can be read in more than ${MAX_CONFIGURATIONS} ways`,
        { kind: "too_large", hint: "Ask for a format with fewer alternatives that start alike." },
      );
    }
    const keys = configurations.map(({ place, stack }) => `${place}:${stack}`);
    const key = keys.length === 1 ? keys[0]! : keys.sort().join();
    let id = this.#setIds.get(key);
    if (id === undefined) {
      this.#setIds.set(key, id = this.#sets.length);
      this.#sets.push([...configurations]);
      this.#closures.push(undefined);
      if (this.#sets.length * this.width > this.table.length) this.#grow();
    }
    return id;
  }

  /** The configurations of a set. */
  configurations(set: number): readonly Configuration[] {
    return this.#sets[set]!;
  }

  /** The set behind a byte, {@linkcode DEAD} where the byte does not fit. */
  step(set: number, byte: number): number {
    const at = set * this.width + this.classes[byte]!;
    const known = this.table[at]!;
    if (known !== UNKNOWN) return known;
    const next = this.#computeStep(set, this.classes[byte]!);
    return this.table[at] = next;
  }

  /** Whether a text may end here. */
  isComplete(set: number): boolean {
    return this.#closure(set).complete;
  }

  /** Whether any byte fits. */
  canContinue(set: number): boolean {
    return this.#closure(set).readers.length > 0;
  }

  /**
   * Twice the most levels of nesting, those still needed included, that were looked at here, and 1 more where the
   * bottom {@linkcode OPEN} of a stack is reached.
   */
  factsOf(set: number): number {
    const known = this.facts[set]!;
    if (known >= 0) return known;
    const { reach, open } = this.#closure(set);
    return this.facts[set] = 2 * Math.min(reach, MAX_NESTING + 1) + (open ? 1 : 0);
  }

  /** Levels of nesting of a stack. */
  depth(stack: number): number {
    return this.#stackDepths[stack]!;
  }

  /** Where a stack leads on to, `undefined` at a bottom. */
  pop(stack: number): Configuration | undefined {
    if (stack <= OPEN) return undefined;
    return { place: this.#stackPlaces[stack]!, stack: this.#stackParents[stack]! };
  }

  /** A stack with one more place to return to. */
  push(parent: number, place: number, weight: number): number {
    const key = `${parent}:${place}:${weight}`;
    let id = this.#stackIds.get(key);
    if (id === undefined) {
      this.#stackIds.set(key, id = this.#stackPlaces.length);
      this.#stackPlaces.push(place);
      this.#stackParents.push(parent);
      this.#stackDepths.push(this.#stackDepths[parent]! + weight);
    }
    return id;
  }

  /** The same configuration of another object, numbered here. */
  adopt(other: Configurations, { place, stack }: Configuration): Configuration {
    const frames: [number, number][] = [];
    let bottom = stack;
    for (let up = other.pop(bottom); up !== undefined; up = other.pop(bottom)) {
      frames.push([up.place, other.depth(bottom) - other.depth(up.stack)]);
      bottom = up.stack;
    }
    let result = bottom;
    for (const [frame, weight] of frames.reverse()) result = this.push(result, frame, weight);
    return { place, stack: result };
  }

  /** How many characters that a JSON string may have as they are can be read for sure, {@linkcode MAX_ROOM} for more. */
  roomOf(set: number): number {
    const known = this.rooms[set]!;
    return known >= 0 ? known : this.rooms[set] = this.#computeRoom(this.#sets[set]!);
  }

  #computeRoom([first, second]: readonly Configuration[]): number {
    if (first === undefined || second !== undefined) return 0;
    const { states } = this.#network;
    const state = first.place % states.length;
    const { text, loop } = states[state]!;
    if (!text) return 0;
    if (loop === undefined) return MAX_ROOM;
    return Math.min(MAX_ROOM, loop.max - (first.place - state) / states.length);
  }

  #grow(): void {
    const { table, facts, rooms } = this;
    this.table = new Int32Array(2 * table.length).fill(UNKNOWN, table.length);
    this.table.set(table);
    this.facts = new Int16Array(2 * facts.length).fill(-1, facts.length);
    this.facts.set(facts);
    this.rooms = new Int16Array(2 * rooms.length).fill(-1, rooms.length);
    this.rooms.set(rooms);
  }

  #computeStep(set: number, byteClass: number): number {
    const byte = this.#firstOfClass[byteClass]!;
    const targets = new Map<string, Configuration>();
    for (const { bytes, stack } of this.#closure(set).readers) {
      for (let i = 0; i < bytes.length; i += 3) {
        if (byte < bytes[i]! || byte > bytes[i + 1]!) continue;
        const target = this.#returned({ place: bytes[i + 2]!, stack });
        if (this.#levels(target) <= MAX_NESTING) {
          targets.set(`${target.place}:${target.stack}`, target);
        }
      }
    }
    return this.setOf([...targets.values()]);
  }

  /** Returns from rules that have nothing more to read, so that fewer configurations differ. */
  #returned(configuration: Configuration): Configuration {
    let at = configuration;
    while (at.stack > OPEN && this.#onlyEnds(at.place)) at = this.pop(at.stack)!;
    return at;
  }

  #onlyEnds(place: number): boolean {
    const state = this.#network.states[place % this.#network.states.length]!;
    return state.final && state.next.length === 0 && state.bytes.length === 0 &&
      state.calls.length === 0;
  }

  /** Levels of nesting that a configuration takes at least until its rule ends. */
  #levels({ place, stack }: Configuration): number {
    const { states, needs, needsAfter } = this.#network;
    const state = place % states.length;
    const loop = states[state]!.loop;
    const after = loop !== undefined && place >= loop.min * states.length + state;
    return this.#stackDepths[stack]! + (after ? needsAfter : needs)[state]!;
  }

  #closure(set: number): Closure {
    return this.#closures[set] ??= this.#computeClosure(set);
  }

  #computeClosure(set: number): Closure {
    const { states } = this.#network;
    const result: Closure = { readers: [], complete: false, open: false, reach: 0 };
    const seen = new Set<string>();
    const waiting: Configuration[] = [];
    const visit = (each: Configuration): void => {
      const levels = this.#levels(each);
      if (levels !== Infinity) result.reach = Math.max(result.reach, levels);
      if (levels > MAX_NESTING) return;
      const key = `${each.place}:${each.stack}`;
      if (seen.has(key)) return;
      seen.add(key);
      waiting.push(each);
    };
    this.#sets[set]!.forEach(visit);
    for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
      const { place, stack } = each;
      const index = place % states.length;
      const { next, bytes, calls, loop, final } = states[index]!;
      if (bytes.length > 0) result.readers.push({ bytes, stack });
      if (final) {
        const back = this.pop(stack);
        if (back !== undefined) visit(back);
        else if (stack === END) result.complete = true;
        else result.open = true;
      }
      for (const target of next) visit({ place: target, stack });
      for (const { start, back, weight } of calls) {
        if (this.#levels({ place: back, stack }) > MAX_NESTING) continue;
        visit({ place: start, stack: this.push(stack, back, weight) });
      }
      if (loop === undefined) continue;
      const count = (place - index) / states.length;
      if (count >= loop.min) visit({ place: loop.exit, stack });
      if (count < loop.max) {
        const counted = loop.max === Infinity ? Math.min(count + 1, loop.min) : count + 1;
        const back = index + counted * states.length;
        visit({ place: loop.start, stack: this.push(stack, back, 0) });
      }
    }
    return result;
  }
}

const CLASSES = new WeakMap<Network, Uint8Array>();

function byteClasses(network: Network): Uint8Array {
  let classes = CLASSES.get(network);
  if (classes === undefined) CLASSES.set(network, classes = computeByteClasses(network));
  return classes;
}

function computeByteClasses({ states }: Network): Uint8Array {
  const cuts = new Uint8Array(257);
  for (const { bytes } of states) {
    for (let i = 0; i < bytes.length; i += 3) {
      cuts[bytes[i]!] = 1;
      cuts[bytes[i + 1]! + 1] = 1;
    }
  }
  const classes = new Uint8Array(256);
  for (let byte = 1; byte < 256; byte++) classes[byte] = classes[byte - 1]! + cuts[byte]!;
  return classes;
}
