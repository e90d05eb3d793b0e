import { HologramError } from "../base/mod.ts";
import type { ModelDocuments } from "./model_files.ts";

/** The tokens with which text begins, ends and is filled. */
export interface SpecialTokens {
  /** Token that begins a text. */
  bos?: number;
  /** Tokens that end an answer. */
  eos: number[];
  /** Token that fills batches. */
  pad?: number;
}

type Role = "bos" | "eos" | "pad";

/**
 * The special tokens of a language model: ids from `generation_config.json`, else `config.json`, else the tokens that
 * the tokenizer's configuration names, looked up in the tokenizer.
 *
 * @throws {HologramError} `invalid` when an id is not a whole number.
 */
export function specialTokens(files: ModelDocuments): SpecialTokens {
  const [bos] = tokenIds("bos", files);
  const [pad] = tokenIds("pad", files);
  return {
    ...bos === undefined ? {} : { bos },
    eos: [...new Set(tokenIds("eos", files))],
    ...pad === undefined ? {} : { pad },
  };
}

function tokenIds(role: Role, files: ModelDocuments): number[] {
  const key = `${role}_token_id`;
  for (const document of [files.generationConfig, files.config]) {
    const inner = document?.json.text_config as Record<string, unknown> | undefined;
    for (const value of [document?.json[key], inner?.[key]]) {
      if (value === undefined || value === null) continue;
      const ids = Array.isArray(value) ? value : [value];
      if (!ids.every((id) => Number.isSafeInteger(id) && id >= 0)) {
        throw new HologramError(`Cannot read ${document?.path}: ${key} is not a token id`, {
          kind: "invalid",
        });
      }
      if (ids.length > 0) return ids;
    }
  }
  for (const document of [files.tokenizerConfig, files.specialTokensMap]) {
    const token = document?.json[`${role}_token`] as { content?: unknown } | string | undefined;
    const content = typeof token === "string" ? token : token?.content;
    const id = typeof content === "string" ? lookUp(content, files) : undefined;
    if (id !== undefined) return [id];
  }
  return [];
}

/** The id of a token: an added one, or one of the vocabulary, which is an object or a list of pairs. */
function lookUp(token: string, { tokenizer }: ModelDocuments): number | undefined {
  const { added_tokens, model } = (tokenizer?.json ?? {}) as {
    added_tokens?: { id: number; content: string }[];
    model?: { vocab?: Record<string, number> | [string, number][] };
  };
  const added = added_tokens?.find?.(({ content }) => content === token)?.id;
  if (added !== undefined) return added;
  const vocabulary = model?.vocab ?? {};
  if (Array.isArray(vocabulary)) {
    const index = vocabulary.findIndex(([content]) => content === token);
    return index < 0 ? undefined : index;
  }
  return Object.hasOwn(vocabulary, token) ? vocabulary[token] : undefined;
}
