import { HologramError } from "../base/mod.ts";

/** How a model generates: Ollama's options under Ollama's names. */
export interface ModelOptions {
  /** Tokens of the prompt to keep when the context is cut. */
  num_keep: number;
  /** Seed of the random draws; -1 for a new one each time. */
  seed: number;
  /** Most tokens to generate; negative for as many as the context holds. */
  num_predict: number;
  /** How many of the likeliest tokens stay in the draw; 0 or less for all. */
  top_k: number;
  /** The likeliest tokens stay that reach this probability together; 1 or more for all. */
  top_p: number;
  /** Tokens stay that are at least this fraction as likely as the likeliest; 0 for all. */
  min_p: number;
  /** The tokens of most typical surprise stay that reach this probability together; 1 or more for all. */
  typical_p: number;
  /** How many of the last tokens the penalties look at; 0 for none, -1 for all. */
  repeat_last_n: number;
  /** Divides the logits; 0 or less takes the likeliest token always. */
  temperature: number;
  /** Divides the logit of a token that occurred (multiplies a negative one); 1 for none. */
  repeat_penalty: number;
  /** Taken from the logit of a token that occurred. */
  presence_penalty: number;
  /** Taken from the logit of a token, times how often it occurred. */
  frequency_penalty: number;
  /** Strings that end the text. */
  stop: string[];
  /** Length of the context in tokens; the model's own unless given. */
  num_ctx?: number;
  /** Tokens of a prompt computed at once. */
  num_batch: number;
  /** Layers on a GPU; -1 for the engine's choice. */
  num_gpu: number;
  /** The GPU that holds small tensors. */
  main_gpu: number;
  /** Whether weights are mapped from the file. */
  use_mmap?: boolean;
  /** Threads; 0 for the engine's choice. */
  num_thread: number;
  /** Tokens that a draft model proposes at a time. */
  draft_num_predict: number;
}

/** Options and what was not among them. */
export interface ParsedOptions {
  /** Every option, defaults filled in. */
  options: ModelOptions;
  /** Names that are no option; they change nothing. */
  ignored: string[];
}

/** Ollama's defaults. */
export const DEFAULT_OPTIONS: Readonly<ModelOptions> = {
  num_keep: 4,
  seed: -1,
  num_predict: -1,
  top_k: 40,
  top_p: 0.9,
  min_p: 0,
  typical_p: 1,
  repeat_last_n: 64,
  temperature: 0.8,
  repeat_penalty: 1,
  presence_penalty: 0,
  frequency_penalty: 0,
  stop: [],
  num_batch: 512,
  num_gpu: -1,
  main_gpu: 0,
  num_thread: 0,
  draft_num_predict: 4,
};

type OptionType = "integer" | "float32" | "boolean" | "array";

const TYPES: Readonly<Record<keyof ModelOptions, OptionType>> = {
  num_keep: "integer",
  seed: "integer",
  num_predict: "integer",
  top_k: "integer",
  top_p: "float32",
  min_p: "float32",
  typical_p: "float32",
  repeat_last_n: "integer",
  temperature: "float32",
  repeat_penalty: "float32",
  presence_penalty: "float32",
  frequency_penalty: "float32",
  stop: "array",
  num_ctx: "integer",
  num_batch: "integer",
  num_gpu: "integer",
  main_gpu: "integer",
  use_mmap: "boolean",
  num_thread: "integer",
  draft_num_predict: "integer",
};

/**
 * Reads the options of a request over the model's own, over Ollama's defaults.
 *
 * As in Ollama, `null` leaves an option as it was, fractions of integers are dropped, and values beyond an option's
 * range turn it off; only a `repeat_penalty` of 0 or less and a negative `num_ctx`, which mean nothing, are refused.
 *
 * @throws {HologramError} `invalid` when an option is of a wrong type or out of range.
 */
export function parseOptions(
  raw: Readonly<Record<string, unknown>>,
  modelDefaults: Readonly<Record<string, unknown>> = {},
): ParsedOptions {
  const options: ModelOptions = { ...DEFAULT_OPTIONS, stop: [] };
  const ignored: string[] = [];
  for (const [name, value] of [...Object.entries(modelDefaults), ...Object.entries(raw)]) {
    if (!Object.hasOwn(TYPES, name)) ignored.push(name);
    else if (value !== null && value !== undefined) {
      Object.assign(options, { [name]: parseValue(name, value) });
    }
  }
  if (options.repeat_penalty <= 0) throw invalid("repeat_penalty", "greater than 0");
  if (options.num_ctx !== undefined && options.num_ctx < 0) throw invalid("num_ctx", "0 or more");
  return { options, ignored };
}

function parseValue(name: string, value: unknown): unknown {
  const type = TYPES[name as keyof ModelOptions];
  if (type === "boolean" && typeof value === "boolean") return value;
  if (type === "array" && Array.isArray(value)) {
    if (value.every((item) => typeof item === "string")) return [...value];
    throw invalid(name, "of an array of strings");
  }
  if (typeof value === "number" && Number.isFinite(value)) {
    if (type === "float32") return value;
    if (type === "integer") return Math.trunc(value);
  }
  throw invalid(name, `of type ${type}`);
}

function invalid(name: string, expected: string): HologramError {
  return new HologramError(`option "${name}" must be ${expected}`, { kind: "invalid" });
}
