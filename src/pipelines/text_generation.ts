import { HologramError } from "../base/mod.ts";
import type { GenerationSection } from "../holo/mod.ts";
import type { Session } from "../runtime/mod.ts";
import {
  type ChatTemplate,
  type ModelOptions,
  parseOptions,
  randomSeed,
  Sampler,
  seededRandom,
  type Tokenizer,
} from "../text/mod.ts";
import { AnswerText } from "./answer_text.ts";
import { Decoder } from "./decoder.ts";
import type { DoneEvent, GenerationEvent, GenerationRequest } from "./generation_request.ts";
import { nextTurn } from "./next_turn.ts";
import { promptIds } from "./prompt_ids.ts";

/** The parts of a language model. */
export interface TextGenerationParts {
  /** The network. */
  session: Session;
  /** The roles of its inputs and outputs, its limits and defaults. */
  generation: GenerationSection;
  /** Its tokenizer. */
  tokenizer: Tokenizer;
  /** Its chat template, if it has one. */
  chatTemplate?: ChatTemplate;
  /** A clock in milliseconds, for durations; `performance.now` unless given. */
  now?: () => number;
  /** Gives the seed of a request that names none; the system's randomness unless given. */
  newSeed?: () => bigint;
}

/** What a generation may be told. */
export interface GenerateOptions {
  /** Ends the generation at the next token. */
  signal?: AbortSignal;
}

/** Context length of a model that does not say, as in Ollama. */
const DEFAULT_CONTEXT_LENGTH = 4096;

/** A language model that answers. */
export class TextGeneration {
  readonly #parts: TextGenerationParts;
  readonly #decoder: Decoder;
  readonly #eosIds: ReadonlySet<number>;

  /**
   * Puts a language model together.
   *
   * @throws {HologramError} `invalid` or `unsupported` when the network does not fit its roles.
   */
  constructor(parts: TextGenerationParts) {
    this.#parts = parts;
    this.#decoder = new Decoder(parts.session, parts.generation.decoder);
    this.#eosIds = new Set(parts.generation.eos_token_ids);
  }

  /**
   * Answers a request. The same seed gives the same text, whatever else runs.
   *
   * Yields to the event loop before each token. A consumer that stops early ends the generation.
   *
   * @throws {HologramError} `invalid` when the request is malformed or its prompt does not fit the context,
   * `cancelled` when the signal ends it.
   */
  async *generate(
    request: GenerationRequest,
    { signal }: GenerateOptions = {},
  ): AsyncGenerator<GenerationEvent, void, undefined> {
    const { tokenizer, generation, now = () => performance.now() } = this.#parts;
    const { options, ignored } = parseOptions(request.options ?? {}, generation.options);
    const prompt = this.#promptIds(request);
    const most = answerLength(options, prompt.length, this.#contextLength(options));
    yield { type: "prompt", tokens: prompt.length, ignoredOptions: ignored };

    const answer = new AnswerText(tokenizer, prompt, options.stop);
    const sampler = this.#sampler(options, prompt);
    const sequence = this.#decoder.begin();
    const start = now();
    let answerStart: number | undefined;
    let generated = 0;
    let reason: DoneEvent["reason"] = "length";
    let next: readonly number[] = prompt;
    while (generated < most) {
      await nextTurn();
      if (signal?.aborted) throw cancelled();
      const logits = await sequence.step(next, signal);
      answerStart ??= now();
      // A padded vocabulary's last entries have no text.
      const id = sampler.sample(logits.subarray(0, tokenizer.size));
      generated++;
      if (this.#eosIds.has(id)) {
        reason = "stop";
        break;
      }
      sampler.accept(id);
      const text = answer.push(id);
      if (text !== "") yield { type: "text", text };
      if (answer.stopped) {
        reason = "stop";
        break;
      }
      next = [id];
    }
    const rest = answer.flush();
    if (rest !== "") yield { type: "text", text: rest };
    const end = now();
    yield {
      type: "done",
      reason,
      context: [...prompt, ...answer.ids],
      promptTokens: prompt.length,
      generatedTokens: generated,
      promptDurationNs: nanoseconds((answerStart ?? end) - start),
      evalDurationNs: nanoseconds(end - (answerStart ?? end)),
    };
  }

  #promptIds(request: GenerationRequest): number[] {
    const { tokenizer, chatTemplate, generation } = this.#parts;
    const ids = promptIds(request, tokenizer, chatTemplate);
    if (ids.length > 0) return ids;
    if (generation.bos_token_id !== undefined) return [generation.bos_token_id];
    throw new HologramError("Cannot generate: the prompt is empty", { kind: "invalid" });
  }

  #contextLength({ num_ctx }: ModelOptions): number {
    const own = this.#parts.generation.context_length;
    if (!num_ctx) return own ?? DEFAULT_CONTEXT_LENGTH;
    return Math.min(num_ctx, own ?? num_ctx);
  }

  #sampler(options: ModelOptions, prompt: readonly number[]): Sampler {
    const { newSeed = randomSeed } = this.#parts;
    const seed = options.seed === -1 ? newSeed() : options.seed;
    const sampler = new Sampler(options, seededRandom(seed));
    for (const id of prompt) sampler.accept(id);
    return sampler;
  }
}

/** How many tokens an answer may have. */
function answerLength(options: ModelOptions, promptTokens: number, contextLength: number): number {
  if (promptTokens >= contextLength) {
    throw new HologramError(
      `The prompt does not fit the context: it has ${promptTokens} tokens, ` +
        `and the context holds ${contextLength} with the answer`,
      {
        kind: "invalid",
        hint: "Shorten the prompt, or raise num_ctx up to the model's own length",
      },
    );
  }
  const room = contextLength - promptTokens;
  return options.num_predict < 0 ? room : Math.min(options.num_predict, room);
}

function cancelled(): HologramError {
  return new HologramError("The generation was cancelled", { kind: "cancelled" });
}

function nanoseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1e6);
}
