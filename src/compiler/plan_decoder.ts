import { type DType, HologramError, type ValueInfo } from "../base/mod.ts";
import type { GenerationSection } from "../holo/mod.ts";
import { quote } from "../onnx/mod.ts";
import type { ModelDocuments } from "./model_files.ts";
import { specialTokens } from "./special_tokens.ts";

/** What a network takes and gives. */
export interface NetworkValues {
  /** Its inputs. */
  inputs: readonly ValueInfo[];
  /** Its outputs. */
  outputs: readonly ValueInfo[];
}

/** How a cache input is called; the number is its layer. */
const PAST = /^(past_key_values[._]\d+[._](key|value)|past_(key|value)_\d+)$/;

/** Other inputs that a language model may have. `use_cache_branch` chooses between two halves of a merged graph. */
const KNOWN_INPUTS = ["input_ids", "attention_mask", "position_ids", "use_cache_branch"];

/** Our names of the sampling options in `generation_config.json`. */
const OPTIONS: Readonly<Record<string, string>> = {
  temperature: "temperature",
  top_k: "top_k",
  top_p: "top_p",
  min_p: "min_p",
  typical_p: "typical_p",
  repetition_penalty: "repeat_penalty",
};

const INTEGERS: readonly DType[] = ["int64", "int32"];

/**
 * Decides whether a network is a language model that continues text, and if so what its inputs and outputs are for.
 * It is one when it takes whole numbers `input_ids`, gives `logits` of rank 3 and comes with a tokenizer, unless
 * `config.json` names another use (`BertForTokenClassification`).
 *
 * @returns `undefined` for a network that is none.
 * @throws {HologramError} `unsupported` naming an input that the plan has no use for, or a cache input without the
 * output that continues it.
 */
export function planDecoder(
  { inputs, outputs }: NetworkValues,
  files: ModelDocuments,
): GenerationSection | undefined {
  const logits = outputs.find(({ name, shape }) => name === "logits" && shape.length === 3);
  const ids = inputs.find(({ name }) => name === "input_ids");
  if (files.tokenizer === undefined || logits === undefined) return undefined;
  if (ids === undefined || !INTEGERS.includes(ids.dtype)) return undefined;

  const past = inputs.filter(({ name }) => PAST.test(name));
  const others = inputs.filter((input) => !past.includes(input));
  const unknown = others.filter(({ name }) => !KNOWN_INPUTS.includes(name));
  if (past.length === 0 && !saysCausal(files, unknown.length === 0)) return undefined;
  if (unknown.length > 0) throw unusable(`its input ${quote(unknown[0]!.name)} has no known use`);
  for (const { name, dtype } of others) {
    const wanted = name === "use_cache_branch" ? ["bool"] : INTEGERS;
    if (!wanted.includes(dtype)) {
      throw unusable(`its input ${quote(name)} is ${dtype}, expected ${wanted.join(" or ")}`);
    }
  }

  const config = new Settings(files);
  const { bos, eos, pad } = specialTokens(files);
  const has = (name: string) => others.some((input) => input.name === name);
  const vocabulary = logits.shape[2];
  return {
    decoder: {
      input_ids: ids.name,
      ...has("attention_mask") ? { attention_mask: "attention_mask" } : {},
      ...has("position_ids") ? { position_ids: "position_ids" } : {},
      ...has("use_cache_branch") ? { use_cache_branch: "use_cache_branch" } : {},
      logits: logits.name,
      cache: past.map((input) => ({ past: input.name, present: presentOf(input, outputs) })),
    },
    ...defined({
      vocabulary_size: typeof vocabulary === "number" && vocabulary > 0
        ? vocabulary
        : config.count("vocab_size"),
      context_length: config.count(
        "max_position_embeddings",
        "n_positions",
        "n_ctx",
        "max_seq_len",
      ),
      embedding_length: config.count("hidden_size", "n_embd"),
      bos_token_id: bos,
      pad_token_id: pad,
    }),
    eos_token_ids: eos,
    options: samplingOptions(files),
  };
}

/** Whether a network without a cache continues text: what its architecture says, else `otherwise`. */
function saysCausal({ config }: ModelDocuments, otherwise: boolean): boolean {
  const architectures = config?.json.architectures;
  const names = Array.isArray(architectures) ? architectures.map(String) : [];
  if (names.some((name) => /(CausalLM|LMHeadModel|ConditionalGeneration)$/.test(name))) return true;
  return names.some((name) => /For[A-Z]\w+$/.test(name)) ? false : otherwise;
}

/** The output that continues a cache input: `present.0.key` or `present_key_values.0.key` for `past_key_values.0.key`. */
function presentOf(past: ValueInfo, outputs: readonly ValueInfo[]): string {
  const names = [past.name.replace(/^past/, "present")];
  if (past.name.startsWith("past_key_values")) {
    names.unshift(past.name.replace(/^past_key_values/, "present"));
  }
  const present = outputs.find(({ name }) => names.includes(name));
  if (present === undefined) {
    throw unusable(`its input ${quote(past.name)} has no output ${quote(names[0]!)}`);
  }
  if (present.dtype !== past.dtype) {
    throw unusable(
      `its input ${quote(past.name)} is ${past.dtype}, its output ${quote(present.name)} ` +
        present.dtype,
    );
  }
  return present.name;
}

/** The sampling defaults of a model that is meant to be sampled. */
function samplingOptions({ generationConfig }: ModelDocuments): Record<string, number> {
  const settings = generationConfig?.json ?? {};
  const options: Record<string, number> = {};
  if (settings.do_sample !== true) return options;
  for (const [theirs, ours] of Object.entries(OPTIONS)) {
    const value = settings[theirs];
    if (typeof value === "number" && Number.isFinite(value)) options[ours] = value;
  }
  return options;
}

/** Numbers in `config.json`, where a model of several parts nests those of the language model. */
class Settings {
  readonly #sources: Record<string, unknown>[];

  constructor({ config }: ModelDocuments) {
    const json = config?.json ?? {};
    const inner = json.text_config;
    this.#sources = typeof inner === "object" && inner !== null
      ? [json, inner as Record<string, unknown>]
      : [json];
  }

  /** The first of these settings that is a positive whole number. */
  count(...keys: string[]): number | undefined {
    for (const source of this.#sources) {
      for (const key of keys) {
        const value = source[key];
        if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
      }
    }
    return undefined;
  }
}

/** An object without the entries that have no value. */
function defined<T extends object>(entries: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const present = Object.entries(entries).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function unusable(why: string): HologramError {
  return new HologramError(`Cannot compile a language model: ${why}`, { kind: "unsupported" });
}
