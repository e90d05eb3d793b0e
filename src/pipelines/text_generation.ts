import { HologramError } from "../base/mod.ts";
import type { GenerationSection } from "../holo/mod.ts";
import type { Session } from "../runtime/mod.ts";
import {
  type AnswerPiece,
  type ModelOptions,
  parseOptions,
  randomSeed,
  Sampler,
  seededRandom,
  type Tokenizer,
} from "../text/mod.ts";
import { type AnswerPlan, AnswerPlanner } from "./answer_plan.ts";
import { AnswerText } from "./answer_text.ts";
import { buildPrompt, type Prompt } from "./build_prompt.ts";
import { contextLength } from "./context_length.ts";
import { Decoder } from "./decoder.ts";
import type {
  DoneEvent,
  GenerationEvent,
  GenerationRequest,
  TextEvent,
  TokenLogprob,
} from "./generation_request.ts";
import { nextTurn } from "./next_turn.ts";
import { tokenLogprob } from "./token_logprobs.ts";

/** The parts of a language model. */
export interface TextGenerationParts {
  /** The network. */
  session: Session;
  /** The roles of its inputs and outputs, its limits and defaults. */
  generation: GenerationSection;
  /** Its tokenizer. */
  tokenizer: Tokenizer;
  /** The source of its chat template, if it has one. */
  chatTemplate?: string;
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

/** A language model that answers. */
export class TextGeneration {
  readonly #parts: TextGenerationParts;
  readonly #decoder: Decoder;
  readonly #planner: AnswerPlanner;
  readonly #eosIds: ReadonlySet<number>;

  /**
   * Puts a language model together.
   *
   * @throws {HologramError} `invalid` or `unsupported` when the network does not fit its roles, or its chat template is
   * malformed.
   */
  constructor(parts: TextGenerationParts) {
    this.#parts = parts;
    this.#decoder = new Decoder(parts.session, parts.generation.decoder);
    this.#eosIds = new Set(parts.generation.eos_token_ids);
    this.#planner = new AnswerPlanner(parts);
  }

  /** Text to tokens and back. */
  get tokenizer(): Tokenizer {
    return this.#parts.tokenizer;
  }

  /**
   * The prompt that a request puts in front of the model.
   *
   * @throws {HologramError} `invalid` when the request is malformed, or its prompt does not fit and must not be cut.
   */
  prompt(request: GenerationRequest): Prompt {
    const { options } = this.#options(request);
    return this.#prompt(this.#planner.adapt(request), options);
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
    raw: GenerationRequest,
    { signal }: GenerateOptions = {},
  ): AsyncGenerator<GenerationEvent, void, undefined> {
    const { tokenizer, now = () => performance.now() } = this.#parts;
    const request = this.#planner.adapt(raw);
    const { options, ignored } = this.#options(request);
    const { text: promptText, ids: prompt, truncated } = this.#prompt(request, options);
    const plan = this.#planner.plan(request, promptText);
    const most = answerLength(options, prompt.length, this.#contextLength(request, options));
    yield {
      type: "prompt",
      tokens: prompt.length,
      ignoredOptions: ignored,
      ...(truncated && { truncated }),
    };

    const answer = new AnswerText(tokenizer, prompt, options.stop, plan.visible);
    const sampler = this.#sampler(options, prompt);
    const sequence = this.#decoder.begin();
    const start = now();
    let answerStart: number | undefined;
    let generated = 0;
    let reason: DoneEvent["reason"] = "length";
    let next: readonly number[] = prompt;
    let logprobs: TokenLogprob[] = [];
    while (generated < most) {
      await nextTurn();
      if (signal?.aborted) throw cancelled();
      const step = await sequence.step(next, signal);
      answerStart ??= now();
      // A padded vocabulary's last entries have no text.
      const logits = step.subarray(0, tokenizer.size);
      const id = sampler.sample(plan.adjust(logits));
      generated++;
      if (this.#eosIds.has(id)) {
        reason = "stop";
        break;
      }
      sampler.accept(id);
      if (request.topLogprobs !== undefined) {
        logprobs.push(tokenLogprob(logits, id, request.topLogprobs, tokenizer));
      }
      const { text, decoded } = answer.push(id);
      plan.constraint?.accept(id, decoded);
      const event = pieceEvent(plan.parser?.push(text) ?? contentOf(text), logprobs);
      if (event !== undefined) {
        logprobs = [];
        yield event;
      }
      if (answer.stopped !== undefined || plan.constraint?.ended) {
        reason = "stop";
        break;
      }
      next = [id];
    }
    for (const piece of lastPieces(plan, answer.flush())) {
      const event = pieceEvent(piece, logprobs);
      logprobs = [];
      if (event !== undefined) yield event;
    }
    if (logprobs.length > 0) yield { type: "text", logprobs };
    const end = now();
    yield {
      type: "done",
      reason,
      context: [...prompt, ...answer.ids],
      promptTokens: prompt.length,
      generatedTokens: generated,
      promptDurationNs: nanoseconds((answerStart ?? end) - start),
      evalDurationNs: nanoseconds(end - (answerStart ?? end)),
      ...(answer.stopped === undefined ? {} : { stop: answer.stopped }),
      ...(truncated === undefined ? {} : { truncated }),
    };
  }

  #options(request: GenerationRequest): ReturnType<typeof parseOptions> {
    return parseOptions(request.options ?? {}, this.#parts.generation.options);
  }

  #prompt(request: GenerationRequest, options: ModelOptions): Prompt {
    const { tokenizer, generation } = this.#parts;
    const length = this.#contextLength(request, options);
    const room = options.num_predict > 0 ? options.num_predict : Math.ceil(length / 4);
    const prompt = buildPrompt(request, {
      tokenizer,
      template: this.#planner.template(request),
      limit: length - 1,
      target: Math.max(1, length - Math.min(room, Math.ceil(length / 2))),
      keep: options.num_keep,
    });
    if (prompt.ids.length > 0) return prompt;
    if (generation.bos_token_id !== undefined) {
      return { ...prompt, ids: [generation.bos_token_id] };
    }
    throw new HologramError("Cannot generate: the prompt is empty", { kind: "invalid" });
  }

  #contextLength(request: GenerationRequest, options: ModelOptions): number {
    return contextLength({
      option: options.num_ctx,
      configured: request.contextLength,
      own: this.#parts.generation.context_length,
    });
  }

  #sampler(options: ModelOptions, prompt: readonly number[]): Sampler {
    const { newSeed = randomSeed } = this.#parts;
    const seed = options.seed === -1 ? newSeed() : options.seed;
    const sampler = new Sampler(options, seededRandom(seed));
    for (const id of prompt) sampler.accept(id);
    return sampler;
  }
}

function contentOf(content: string): AnswerPiece {
  return { thinking: "", content, calls: [] };
}

function* lastPieces(plan: AnswerPlan, rest: string): Generator<AnswerPiece> {
  yield plan.parser?.push(rest) ?? contentOf(rest);
  if (plan.parser !== undefined) yield plan.parser.flush();
}

/** The event of a piece; `undefined` when it says nothing. */
function pieceEvent(
  { thinking, content, calls }: AnswerPiece,
  logprobs: TokenLogprob[],
): TextEvent | undefined {
  if (thinking === "" && content === "" && calls.length === 0) return undefined;
  return {
    type: "text",
    ...(content === "" ? {} : { text: content }),
    ...(thinking === "" ? {} : { thinking }),
    ...(calls.length === 0 ? {} : { calls }),
    ...(logprobs.length === 0 ? {} : { logprobs }),
  };
}

/** How many tokens an answer may have. */
function answerLength(options: ModelOptions, promptTokens: number, contextLength: number): number {
  const room = Math.max(0, contextLength - promptTokens);
  return options.num_predict < 0 ? room : Math.min(options.num_predict, room);
}

function cancelled(): HologramError {
  return new HologramError("The generation was cancelled", { kind: "cancelled" });
}

function nanoseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1e6);
}
