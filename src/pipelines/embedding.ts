import { HologramError, type Tensor } from "../base/mod.ts";
import type { EmbeddingSection } from "../holo/mod.ts";
import type { Session } from "../runtime/mod.ts";
import { parseOptions, type Tokenizer } from "../text/mod.ts";
import { contextLength } from "./context_length.ts";
import { embeddingBatches } from "./embedding_batches.ts";
import { EmbeddingEncoder } from "./embedding_encoder.ts";
import { checkFinite, normalizeEmbedding } from "./embedding_normalize.ts";
import { type EmbeddingTokens, embeddingTokens } from "./embedding_tokens.ts";
import { nextTurn } from "./next_turn.ts";

/** The parts of a model that turns texts into vectors. */
export interface EmbeddingParts {
  /** The network. */
  session: Session;
  /** The roles of its inputs and outputs, and how vectors of tokens become one. */
  embedding: EmbeddingSection;
  /** Its tokenizer. */
  tokenizer: Tokenizer;
}

/** What to embed, and how. */
export interface EmbeddingRequest {
  /** The texts. */
  input: readonly string[];
  /** Whether too long a text is cut; refused otherwise. */
  truncate: boolean;
  /** How many numbers of each vector to keep; all unless given, or 0. */
  dimensions?: number;
  /** Whether each vector is brought to length 1. */
  normalize: boolean;
  /** Options under Ollama's names; `num_ctx` is the longest text in tokens, up to the model's own. */
  options?: Readonly<Record<string, unknown>>;
  /** The same where neither the options nor the model say. */
  contextLength?: number;
}

/** Texts as vectors. */
export interface EmbeddingResult {
  /** The vectors, float32 of [texts, dimensions]. */
  embeddings: Tensor;
  /** Tokens of all texts. */
  promptTokens: number;
  /** Tokens that were cut. */
  truncatedTokens: number;
}

/** What embedding may be told. */
export interface EmbedOptions {
  /** Ends the work before its next run. */
  signal?: AbortSignal;
}

/** Texts between which other work gets its turn. */
const TEXTS_PER_TURN = 16;

/** A model that turns texts into vectors. */
export class Embedding {
  readonly #parts: EmbeddingParts;
  readonly #encoder: EmbeddingEncoder;

  /**
   * Puts it together.
   *
   * @throws {HologramError} `invalid` when the network does not fit its roles.
   */
  constructor(parts: EmbeddingParts) {
    this.#parts = parts;
    this.#encoder = new EmbeddingEncoder(parts.session, parts.embedding);
  }

  /** Text to tokens and back. */
  get tokenizer(): Tokenizer {
    return this.#parts.tokenizer;
  }

  /**
   * The vectors of texts. A text gives the same vector whatever else is asked with it, but for rounding; one without
   * tokens gives zeros.
   *
   * @throws {HologramError} `invalid` when a text is too long and must not be cut, or more dimensions are asked for than
   * there are; `internal` when the network gives NaN or infinity; `cancelled` when the signal ends it.
   */
  async embed(
    request: EmbeddingRequest,
    { signal }: EmbedOptions = {},
  ): Promise<EmbeddingResult> {
    const { embedding } = this.#parts;
    const { dimensions = 0, normalize } = request;
    if (embedding.dimensions !== undefined) checkDimensions(dimensions, embedding.dimensions);
    const texts = await this.#tokens(request, signal);
    const vectors: Float32Array[] = [];
    const rows = [...texts.keys()].filter((index) => texts[index]!.ids.length > 0);
    const lengths = rows.map((index) => texts[index]!.ids.length);
    for (const batch of embeddingBatches(lengths, this.#encoder)) {
      await turn(signal);
      const indexes = batch.map((position) => rows[position]!);
      const found = await this.#encoder.encode(indexes.map((index) => texts[index]!.ids), signal);
      for (const [position, whole] of found.entries()) {
        checkDimensions(dimensions, whole.length);
        const vector = dimensions === 0 ? whole : whole.slice(0, dimensions);
        if (normalize) normalizeEmbedding(vector);
        else checkFinite(vector);
        vectors[indexes[position]!] = vector;
      }
    }
    const width = vectors[rows[0] ?? -1]?.length ?? (dimensions || await this.#width(texts.length));
    const data = new Float32Array(texts.length * width);
    for (const index of rows) data.set(vectors[index]!, index * width);
    return {
      embeddings: { dtype: "float32", shape: [texts.length, width], data },
      promptTokens: texts.reduce((sum, { ids }) => sum + ids.length, 0),
      truncatedTokens: texts.reduce((sum, { cut }) => sum + cut, 0),
    };
  }

  /** The width of vectors where no text was run. */
  async #width(texts: number): Promise<number> {
    const { dimensions, pad_token_id } = this.#parts.embedding;
    if (dimensions !== undefined || texts === 0) return dimensions ?? 0;
    const [vector] = await this.#encoder.encode([[pad_token_id]]);
    return vector!.length;
  }

  async #tokens(
    { input, truncate, options = {}, contextLength: configured }: EmbeddingRequest,
    signal: AbortSignal | undefined,
  ): Promise<EmbeddingTokens[]> {
    const { embedding, tokenizer } = this.#parts;
    const { options: { num_ctx: option } } = parseOptions(options);
    const limit = contextLength({ option, configured, own: embedding.max_length });
    const texts: EmbeddingTokens[] = [];
    for (const [index, text] of input.entries()) {
      if (index % TEXTS_PER_TURN === 0) await turn(signal);
      const tokens = embeddingTokens(
        embedding.lower_case ? text.toLowerCase() : text,
        tokenizer,
        limit,
      );
      if (tokens.cut > 0 && !truncate) {
        throw new HologramError("the input length exceeds the context length", {
          kind: "invalid",
          hint: `A text has ${tokens.ids.length + tokens.cut} tokens, the model reads ${limit}`,
        });
      }
      texts.push(tokens);
    }
    return texts;
  }
}

function checkDimensions(wanted: number, width: number): void {
  if (wanted <= width) return;
  throw new HologramError(
    `Cannot give ${wanted} dimensions: the model's vectors have ${width}`,
    { kind: "invalid" },
  );
}

/** Lets other work have its turn, and ends here when this one is not wanted any more. */
async function turn(signal: AbortSignal | undefined): Promise<void> {
  await nextTurn();
  if (signal?.aborted) {
    throw new HologramError("The embedding was cancelled", { kind: "cancelled" });
  }
}
