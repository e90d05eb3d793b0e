import { formatShape, HologramError, type Tensor, type ValueInfo } from "../base/mod.ts";
import type { DecoderRoles } from "../holo/mod.ts";
import type { Session } from "../runtime/mod.ts";
import { DecoderSequence } from "./decoder_sequence.ts";
import { integerTensor, onesTensor } from "./integer_tensor.ts";
import { type CacheSlot, cacheSlot, KvCache } from "./kv_cache.ts";

/** A language model's network, with the roles of its inputs and outputs checked. */
export class Decoder {
  readonly #session: Session;
  readonly #roles: DecoderRoles;
  readonly #inputs: ReadonlyMap<string, ValueInfo>;
  readonly #slots: readonly CacheSlot[];
  readonly #outputs: readonly string[];

  /**
   * Checks the roles against the network.
   *
   * @throws {HologramError} `invalid` when a role names an input or output that the network lacks; `unsupported` when
   * the network has an input without a role, or a cache of an unknown shape.
   */
  constructor(session: Session, roles: DecoderRoles) {
    this.#session = session;
    this.#roles = roles;
    this.#inputs = new Map(session.inputs.map((input) => [input.name, input]));
    this.#slots = roles.cache.map((entry) => cacheSlot(entry, this.#input(entry.past)));
    this.#outputs = [roles.logits, ...roles.cache.map((entry) => entry.present)];
    const { input_ids, attention_mask, position_ids, use_cache_branch } = roles;
    const known = new Set(roles.cache.map((entry) => entry.past));
    for (const name of [input_ids, attention_mask, position_ids, use_cache_branch]) {
      if (name !== undefined) known.add(this.#input(name).name);
    }
    const unknown = session.inputs.find((input) => !known.has(input.name));
    if (unknown) {
      throw new HologramError(
        `Cannot generate: nothing says what the network's input ${unknown.name} takes`,
        { kind: "unsupported" },
      );
    }
    const outputs = new Set(session.outputs.map((output) => output.name));
    const absent = this.#outputs.find((name) => !outputs.has(name));
    if (absent !== undefined) throw missing("output", absent);
  }

  /** Starts a sequence. */
  begin(): DecoderSequence {
    return new DecoderSequence(this, new KvCache(this.#slots));
  }

  /** Whether the network keeps a cache, so that a step computes its own tokens alone. */
  get cached(): boolean {
    return this.#slots.length > 0;
  }

  /**
   * Computes one step.
   *
   * @param ids The tokens that follow those in the cache.
   * @param cache The sequence's cache; takes the grown tensors.
   * @param signal Ends the run before it begins.
   * @returns The logits of the token that follows, one for each entry of the vocabulary.
   * @throws {HologramError} `unsupported` when the network gives a cache or logits of an unknown form.
   */
  async compute(
    ids: readonly number[],
    cache: KvCache,
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    const { input_ids, attention_mask, position_ids, use_cache_branch, logits } = this.#roles;
    const past = cache.length;
    const total = past + ids.length;
    const feeds = new Map<string, Tensor>();
    feeds.set(input_ids, integerTensor(this.#input(input_ids), ids));
    if (attention_mask !== undefined) {
      feeds.set(attention_mask, onesTensor(this.#input(attention_mask), total));
    }
    if (position_ids !== undefined) {
      const positions = ids.map((_, i) => past + i);
      feeds.set(position_ids, integerTensor(this.#input(position_ids), positions));
    }
    if (use_cache_branch !== undefined) {
      const data = Uint8Array.of(past > 0 ? 1 : 0);
      feeds.set(use_cache_branch, { dtype: "bool", shape: [1], data });
    }
    cache.feed(feeds);
    const outputs = await this.#session.run(feeds, { outputs: this.#outputs, signal });
    if (this.cached) cache.take(outputs, total);
    return lastLogits(outputs.get(logits)!);
  }

  #input(name: string): ValueInfo {
    const input = this.#inputs.get(name);
    if (input === undefined) throw missing("input", name);
    return input;
  }
}

function missing(what: string, name: string): HologramError {
  return new HologramError(`Cannot generate: the network has no ${what} ${name}`, {
    kind: "invalid",
  });
}

/** The logits of the last position, of [1, positions, vocabulary]. */
function lastLogits(tensor: Tensor): Float32Array {
  const { data, shape } = tensor;
  const size = shape.at(-1) ?? 0;
  if (data instanceof Float32Array) return data.subarray(data.length - size);
  if (data instanceof Float16Array) return Float32Array.from(data.subarray(data.length - size));
  throw new HologramError(
    `Cannot generate: the logits are ${tensor.dtype} ${
      formatShape(shape)
    }, expected float32 or float16`,
    { kind: "unsupported" },
  );
}
