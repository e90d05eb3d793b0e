import { HologramError, type ValueInfo } from "../base/mod.ts";
import { type EmbeddingSection, type Pooling, POOLINGS } from "../holo/mod.ts";
import type { JsonDocument, ModelDocuments } from "./model_files.ts";
import { specialTokens } from "./special_tokens.ts";

/** What a plan for embeddings takes from the documents. */
export type EncoderSettings = Omit<EmbeddingSection, "encoder" | "row_by_row">;

/** What the documents do not say. */
export interface EncoderFacts {
  /** The output that gives the vectors. */
  output: ValueInfo;
  /** How many tokens the network takes, where that is fixed. */
  sequence?: number;
}

/** Modules that are honoured behind a network that gives the vectors of tokens. */
const MODULES = ["Transformer", "Pooling", "Normalize"];

/** Architectures whose first position is the one after the padding token's id. */
const SHIFTED = ["roberta", "xlm-roberta", "camembert", "mpnet"];

/** Older names of the ways to pool; each is a switch. */
const SWITCHES: Readonly<Record<string, Pooling>> = {
  pooling_mode_cls_token: "cls",
  pooling_mode_max_tokens: "max",
  pooling_mode_mean_tokens: "mean",
  pooling_mode_mean_sqrt_len_tokens: "mean_sqrt_len_tokens",
  pooling_mode_weightedmean_tokens: "weightedmean",
  pooling_mode_lasttoken: "lasttoken",
};

/**
 * How texts are cut and vectors of tokens become one, from a sentence-transformers model's documents: `modules.json`,
 * the configuration of its module Pooling, `sentence_bert_config.json`, `config_sentence_transformers.json`; the mean
 * of the tokens where nothing says.
 *
 * @throws {HologramError} `unsupported` naming a module or a pooling that is not supported.
 */
export function encoderSettings(
  files: ModelDocuments,
  { output, sequence }: EncoderFacts,
): EncoderSettings {
  const { modules, config, tokenizerConfig, sentenceConfig, pooling: poolingConfig } = files;
  const isSentence = output.shape.length === 2;
  const kinds = modules?.modules.map(({ kind }) => kind) ?? [];
  const unknown = kinds.find((kind) => !MODULES.includes(kind));
  // A network that gives one vector for each text has all modules in it.
  if (!isSentence && unknown !== undefined) throw unsupported(`its module ${unknown}`);
  const { pad = 0 } = specialTokens(files);
  const first = SHIFTED.includes(String(config?.json.model_type)) ? pad + 1 : 0;
  const positions = count(config, "max_position_embeddings", "n_positions", "n_ctx", "max_seq_len");
  const lengths = [
    sequence,
    positions && positions - first,
    count(sentenceConfig, "max_seq_length") ?? count(tokenizerConfig, "model_max_length"),
  ].filter((length) => length !== undefined);
  const width = output.shape.at(-1);
  const dimensions = typeof width === "number" && width > 0
    ? width
    : isSentence
    ? undefined
    : count(poolingConfig, "word_embedding_dimension", "embedding_dimension") ??
      count(config, "hidden_size", "n_embd", "d_model", "dim");
  return {
    ...isSentence ? {} : { pooling: poolingOf(poolingConfig) },
    normalize: kinds.includes("Normalize"),
    lower_case: sentenceConfig?.json.do_lower_case === true,
    ...lengths.length === 0 ? {} : { max_length: Math.max(1, Math.min(...lengths)) },
    ...dimensions === undefined ? {} : { dimensions },
    pad_token_id: pad,
    first_position: first,
    prompts: promptsOf(files.promptConfig),
  };
}

function poolingOf(document: JsonDocument | undefined): Pooling {
  if (document === undefined) return "mean";
  const { pooling_mode: named, ...switches } = document.json;
  const modes = named === undefined
    ? Object.entries(switches)
      .filter(([name, on]) => name.startsWith("pooling_mode_") && on === true)
      .map(([name]) => SWITCHES[name] ?? name)
    : [named].flat().map(String);
  const [mode = "mean", ...others] = modes;
  if (others.length > 0) {
    throw unsupported(`pooling in several ways at once (${modes.join(", ")})`);
  }
  const pooling = POOLINGS.find((known) => known === mode);
  if (pooling === undefined) throw unsupported(`its pooling ${mode}`);
  return pooling;
}

function promptsOf(document: JsonDocument | undefined): Record<string, string> {
  const prompts = Object.entries(document?.json.prompts ?? {});
  return Object.fromEntries(
    prompts.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** The first of a document's settings that is a positive whole number. */
function count(document: JsonDocument | undefined, ...keys: string[]): number | undefined {
  const inner = document?.json.text_config as Record<string, unknown> | undefined;
  for (const key of keys) {
    for (const value of [document?.json[key], inner?.[key]]) {
      if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
    }
  }
  return undefined;
}

function unsupported(what: string): HologramError {
  return new HologramError(`Cannot compile an embedding model: ${what} is not supported`, {
    kind: "unsupported",
  });
}
