import type { Context } from "../../../deps/hono.ts";
import * as z from "../../../deps/zod.ts";
import { HologramError } from "../../../base/mod.ts";
import type { GenerateParams, GenerateResult } from "../../../runner/protocol/mod.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { findModel, runnable } from "../../find_model.ts";
import { keepAliveField, parseKeepAlive } from "../../keep_alive.ts";
import { ndjsonResponse } from "../../ndjson_response.ts";

/** Fields that `generate` and `chat` share. */
export const generationFields = {
  model: z.string().optional(),
  name: z.string().optional(),
  stream: z.boolean().nullish(),
  options: z.record(z.string(), z.unknown()).nullish(),
  format: z.unknown().optional(),
  think: z.unknown().optional(),
  logprobs: z.boolean().nullish(),
  keep_alive: keepAliveField,
};

/** A request of `generate` or `chat`, as far as they are alike. */
export interface GenerationRequest {
  /** The model's name. */
  model?: string;
  /** The same, from older clients. */
  name?: string;
  /** Whether the answer comes in pieces; yes unless `false`. */
  stream?: boolean | null;
  /** Structure that the answer must have. */
  format?: unknown;
  /** Whether the model shall think first. */
  think?: unknown;
  /** Whether probabilities come along. */
  logprobs?: boolean | null;
  /** How long the model stays loaded afterwards. */
  keep_alive?: number | string | null;
}

/** Refuses by name what a request asks for and no model here can do; ignoring it would be a wrong answer. */
export function refuseUnsupported(
  request: GenerationRequest,
  others: Record<string, unknown>,
): void {
  const asked: Record<string, unknown> = {
    ...others,
    format: request.format,
    think: request.think,
    logprobs: request.logprobs,
  };
  for (const [field, value] of Object.entries(asked)) {
    const empty = value === undefined || value === null || value === false || value === "" ||
      (Array.isArray(value) && value.length === 0);
    if (!empty) {
      throw new HologramError(
        `"${request.model ?? request.name}" does not support ${FEATURES[field] ?? field}`,
        { kind: "unsupported" },
      );
    }
  }
}

const FEATURES: Record<string, string> = {
  think: "thinking",
  suffix: "insert",
  format: "structured output",
};

/**
 * Answers a request that generates text: streamed, or whole.
 *
 * @param params What the runner shall do; `undefined` only loads the model, or unloads it with a `keep_alive` of 0.
 * @param piece The fields that carry a piece of text, `{response}` or `{message}`.
 * @param last More fields of the last line.
 */
export async function answerGeneration(
  c: Context<AppEnvironment>,
  context: ServerContext,
  request: GenerationRequest,
  params: GenerateParams | undefined,
  piece: (text: string) => Record<string, unknown>,
  last: (result: GenerateResult) => Record<string, unknown> = () => ({}),
): Promise<Response> {
  const start = performance.now();
  const model = await findModel(context, request);
  const name = request.model ?? request.name;
  const head = () => ({ model: name, created_at: context.now().toISOString() });
  if (!model.config.capabilities.includes("completion")) {
    throw new HologramError(`"${name}" does not support generate`, {
      kind: "unsupported",
      hint: `Run it on tensors: hologram run ${name} --input x.json`,
    });
  }
  const keepAliveMs = parseKeepAlive(request.keep_alive);
  if (params === undefined) {
    const done_reason = keepAliveMs === 0 ? "unload" : "load";
    if (keepAliveMs === 0) await context.scheduler.unload(runnable(model).digest);
    else {
      const options = { signal: c.env.signal, keepAliveMs };
      await context.scheduler.use(runnable(model), options, () => Promise.resolve());
    }
    return c.json({ ...head(), ...piece(""), done: true, done_reason });
  }
  const generate = async (onText: (text: string) => void, signal: AbortSignal) => {
    const { result, loadDurationNs } = await context.scheduler.use(
      runnable(model),
      { signal, keepAliveMs },
      async ({ loadDurationNs, call }) => {
        const onEvent = ({ text }: { text: string }) => onText(text);
        return { loadDurationNs, ...await call("generate", params, { signal, onEvent }) };
      },
    );
    return {
      done: true,
      done_reason: result.reason,
      ...last(result),
      total_duration: Math.round((performance.now() - start) * 1e6),
      load_duration: loadDurationNs,
      prompt_eval_count: result.promptTokens,
      prompt_eval_duration: result.promptDurationNs,
      eval_count: result.generatedTokens,
      eval_duration: result.evalDurationNs,
    };
  };
  if (request.stream === false) {
    let text = "";
    const end = await generate((part) => text += part, c.env.signal);
    return c.json({ ...head(), ...piece(text), ...end });
  }
  return await ndjsonResponse(async (send, signal) => {
    const end = await generate(
      (text) => send({ ...head(), ...piece(text), done: false }),
      signal,
    );
    send({ ...head(), ...piece(""), ...end });
  }, c.env.signal);
}
