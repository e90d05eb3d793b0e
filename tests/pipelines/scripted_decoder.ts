import assert from "node:assert/strict";
import type { Tensor, ValueInfo } from "../../src/base/mod.ts";
import type { GenerationSection } from "../../src/holo/mod.ts";
import type { RunOptions, Session } from "../../src/runtime/mod.ts";
import { loadTokenizer } from "../../src/text/mod.ts";

export const BOS = 256;
export const EOS = 257;

/** Every byte is a token, so that characters are cut and ids are easy to read. */
export const BYTES = loadTokenizer(JSON.stringify({
  added_tokens: [
    { id: BOS, content: "<s>", special: true },
    { id: EOS, content: "</s>", special: true },
  ],
  decoder: { type: "Sequence", decoders: [{ type: "ByteFallback" }, { type: "Fuse" }] },
  post_processor: {
    type: "TemplateProcessing",
    single: [{ SpecialToken: { id: "<s>", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }],
    pair: [],
    special_tokens: {},
  },
  model: {
    type: "BPE",
    vocab: Object.fromEntries(Array.from({ length: 256 }, (_, byte) => [byteToken(byte), byte])),
    merges: [],
    byte_fallback: true,
  },
}));

function byteToken(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`;
}

/** The ids of a text, one for each byte. */
export function bytesOf(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}

/** How a {@linkcode ScriptedDecoder} differs from the common form. */
export interface ScriptedForm {
  cached?: boolean;
  integers?: "int64" | "int32";
  logits?: "float32" | "float16";
  vocabulary?: number;
  cacheShape?: (number | string)[];
  extraInput?: string;
}

/**
 * A network in a few lines: its cache holds the tokens so far, and the logits of a position depend on all tokens up
 * to it. It checks what it is fed.
 */
export class ScriptedDecoder implements Session {
  readonly inputs: ValueInfo[];
  readonly outputs: ValueInfo[];
  /** How many tokens each run was fed. */
  readonly fed: number[] = [];
  readonly #form: Required<Omit<ScriptedForm, "extraInput" | "cacheShape">>;
  readonly #next: (ids: number[]) => Map<number, number>;
  readonly #given = new Set<Tensor>();

  /** Takes the logits of the tokens that may follow a sequence; all others get -20. */
  constructor(next: (ids: number[]) => Map<number, number>, form: ScriptedForm = {}) {
    this.#next = next;
    this.#form = {
      cached: true,
      integers: "int64",
      logits: "float32",
      vocabulary: 258,
      ...form,
    };
    const integers = (name: string, length: string): ValueInfo => {
      return { name, dtype: this.#form.integers, shape: ["batch", length] };
    };
    const shape = form.cacheShape ?? ["batch", 1, "past", 1];
    this.inputs = [integers("ids", "n"), integers("mask", "all"), integers("positions", "n")];
    this.outputs = [{ name: "logits", dtype: this.#form.logits, shape: ["batch", "n", 258] }];
    if (this.#form.cached) {
      this.inputs.push({ name: "past", dtype: "float32", shape });
      this.outputs.push({ name: "present", dtype: "float32", shape });
    }
    if (form.extraInput) this.inputs.push(integers(form.extraInput, "n"));
  }

  run(feeds: ReadonlyMap<string, Tensor>, options: RunOptions = {}): Promise<Map<string, Tensor>> {
    const { cached, integers, logits, vocabulary } = this.#form;
    const numbers = (name: string): number[] => {
      const { dtype, shape, data } = feeds.get(name)!;
      assert.equal(dtype, integers);
      assert.deepEqual(shape, [1, data.length]);
      return Array.from(data as BigInt64Array | Int32Array, Number);
    };
    const ids = numbers("ids");
    const past = feeds.get("past");
    const before = past ? Array.from(past.data as Float32Array) : [];
    assert.deepEqual(past?.shape, cached ? [1, 1, before.length, 1] : undefined);
    // The cache comes back as it was given, not as a copy.
    if (before.length > 0) assert.ok(this.#given.has(past!));
    const all = [...before, ...ids];
    assert.deepEqual(numbers("mask"), all.map(() => 1));
    assert.deepEqual(numbers("positions"), ids.map((_, i) => before.length + i));
    assert.deepEqual(options.outputs, cached ? ["logits", "present"] : ["logits"]);
    this.fed.push(ids.length);
    const values = ids.flatMap((_, i) => {
      const next = this.#next(all.slice(0, before.length + i + 1));
      return Array.from({ length: vocabulary }, (_, id) => next.get(id) ?? -20);
    });
    const data = logits === "float16" ? Float16Array.from(values) : Float32Array.from(values);
    const result = new Map<string, Tensor>([
      ["logits", { dtype: logits, shape: [1, ids.length, vocabulary], data }],
    ]);
    if (cached) {
      const data = Float32Array.from(all);
      const present: Tensor = { dtype: "float32", shape: [1, 1, all.length, 1], data };
      this.#given.add(present);
      result.set("present", present);
    }
    return Promise.resolve(result);
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

/** The section that names a {@linkcode ScriptedDecoder}'s roles. */
export function scriptedSection(
  form: ScriptedForm = {},
  more: Partial<GenerationSection> = {},
): GenerationSection {
  const cache = form.cached === false ? [] : [{ past: "past", present: "present" }];
  return {
    decoder: {
      input_ids: "ids",
      attention_mask: "mask",
      position_ids: "positions",
      logits: "logits",
      cache,
    },
    eos_token_ids: [EOS],
    options: {},
    ...more,
  };
}

/** Answers every prompt with the same text, once, and ends. */
export function saying(prompt: number[], text: string): (ids: number[]) => Map<number, number> {
  const answer = [...bytesOf(text), EOS];
  return (ids) => {
    const at = ids.length - prompt.length;
    assert.ok(at < answer.length, "the model was asked after its end");
    return new Map([[answer[Math.max(at, 0)]!, 20]]);
  };
}

/** Babbles: each token's logits depend on every token before it. */
export function babbling(ids: number[]): Map<number, number> {
  const sum = ids.reduce((hash, id) => (hash * 31 + id) % 1009, 7);
  return new Map(Array.from({ length: 26 }, (_, i) => [97 + i, (sum * (i + 3)) % 17 / 4]));
}
