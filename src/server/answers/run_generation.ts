import type { GenerateParams, GenerateResult, TextEvent } from "../../runner/protocol/mod.ts";
import { Channel } from "../channel.ts";
import type { ServerContext } from "../context.ts";
import { runnable } from "../find_model.ts";
import type { AnswerEnd } from "./chunks.ts";
import type { ResolvedModel } from "./resolve_model.ts";

/** What a generation is run with. */
export interface RunOptions {
  /** Ends the work. */
  signal: AbortSignal;
  /** How long the model stays loaded afterwards, in milliseconds. */
  keepAliveMs?: number;
  /** When the request arrived, in milliseconds of `performance.now`. */
  start: number;
}

/** What a generation tells: pieces, and at its end the result. */
export type GenerationEvent =
  | { type: "piece"; piece: TextEvent }
  | { type: "end"; result: GenerateResult; end: AnswerEnd };

/**
 * Generates with a model, loading it first where needed. Whoever stops iterating ends the work.
 *
 * @throws {HologramError} What the scheduler or the runner throws.
 */
export async function* runGeneration(
  context: ServerContext,
  { stored }: ResolvedModel,
  params: GenerateParams,
  { signal, keepAliveMs, start }: RunOptions,
): AsyncGenerator<GenerationEvent, void, undefined> {
  const left = new AbortController();
  const work = AbortSignal.any([signal, left.signal]);
  const events = new Channel<GenerationEvent>();
  const done = context.scheduler.use(
    runnable(stored),
    { signal: work, keepAliveMs },
    async ({ loadDurationNs, call }) => {
      const { result } = await call("generate", params, {
        signal: work,
        onEvent: (piece) => events.push({ type: "piece", piece }),
      });
      context.metrics.generated(stored.displayName, result);
      events.push({ type: "end", result, end: answerEnd(result, loadDurationNs, start) });
    },
  ).then(() => events.end(), (error) => events.fail(error));
  try {
    yield* events;
  } finally {
    left.abort();
    await done;
  }
}

/** The figures of an answer's last piece; those of 0 are left out, as in Ollama. */
function answerEnd(result: GenerateResult, loadDurationNs: number, start: number): AnswerEnd {
  const figures = {
    total_duration: Math.round((performance.now() - start) * 1e6),
    load_duration: loadDurationNs,
    prompt_eval_count: result.promptTokens,
    prompt_eval_duration: result.promptDurationNs,
    eval_count: result.generatedTokens,
    eval_duration: result.evalDurationNs,
  };
  return {
    done_reason: result.reason,
    ...Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== 0)),
    ...(result.stop === undefined ? {} : { stop_sequence: result.stop }),
    ...(result.truncated === undefined ? {} : { truncated: result.truncated }),
  };
}
