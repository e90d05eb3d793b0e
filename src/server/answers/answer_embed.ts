import { HologramError, stringifyExactJson, type Tensor } from "../../base/mod.ts";
import type { EmbedParams, EmbedResult, RunnerReply } from "../../runner/protocol/mod.ts";
import type { ServerContext } from "../context.ts";
import { runnable } from "../find_model.ts";
import { parseKeepAlive } from "../keep_alive.ts";
import type { EmbedRequest } from "../schemas/embed_request.ts";
import type { EmbedAnswer } from "./chunks.ts";
import {
  requireCapability,
  requireName,
  type ResolvedModel,
  resolveModel,
} from "./resolve_model.ts";

/** What embedding is told beyond the request. */
export interface EmbedOptions {
  /** Whether vectors are brought to length 1; yes unless false. */
  normalize?: boolean;
}

/** The answer, with what did not fit. */
export interface EmbedReport extends EmbedAnswer {
  /** Tokens that were cut from texts that were too long; absent when all fitted. */
  truncated?: { tokens: number };
}

/**
 * Turns texts into vectors. Where there is no text, the model is only loaded.
 *
 * @param context What the server works with.
 * @param request The request, checked by its schema.
 * @param signal Ends the work.
 * @param options How, beyond the request.
 * @throws {HologramError} What is wrong with the request, the model or its runner.
 */
export async function answerEmbed(
  context: ServerContext,
  request: EmbedRequest,
  signal: AbortSignal,
  { normalize = true }: EmbedOptions = {},
): Promise<EmbedReport> {
  const start = performance.now();
  const input = textsOf(request.input);
  requireName(request);
  const model = await resolveModel(context, request);
  requireCapability(model, "embedding");
  const params = { ...embedParams(context, model, request), input, normalize };
  const keepAliveMs = parseKeepAlive(request.keep_alive);
  return await context.scheduler.use(
    runnable(model.stored),
    { signal, keepAliveMs },
    async ({ loadDurationNs, call }) => {
      const reply = input.length === 0 ? undefined : await call("embed", params, { signal });
      const { promptTokens = 0, truncatedTokens = 0 } = reply?.result ?? {};
      return {
        model: model.name,
        embeddings: vectorsOf(reply),
        total_duration: Math.round((performance.now() - start) * 1e6),
        load_duration: loadDurationNs,
        prompt_eval_count: promptTokens,
        ...(truncatedTokens === 0 ? {} : { truncated: { tokens: truncatedTokens } }),
      };
    },
  );
}

/** The texts of a request: one that is empty is none, but has its vector among several. */
function textsOf(input: unknown): string[] {
  if (input === undefined || input === null || input === "") return [];
  if (typeof input === "string") return [input];
  if (Array.isArray(input) && input.every((text) => typeof text === "string")) return input;
  throw new HologramError("invalid input type", {
    kind: "invalid",
    hint: "The input is a text, or a list of texts",
  });
}

function embedParams(
  { config }: ServerContext,
  { overrides }: ResolvedModel,
  { truncate, dimensions, options }: EmbedRequest,
): Omit<EmbedParams, "input" | "normalize"> {
  return {
    truncate: truncate ?? true,
    dimensions: dimensions || undefined,
    contextLength: config.server.context_length || undefined,
    options: { ...overrides.parameters, ...options },
  };
}

/** The rows of the tensor, as doubles that print as the shortest decimals of its numbers. */
function vectorsOf(reply: RunnerReply<EmbedResult> | undefined): number[][] {
  const tensor: Tensor | undefined = reply?.tensors.get("embeddings");
  if (tensor === undefined) return [];
  const [rows = 0, width = 0] = tensor.shape;
  const data = tensor.data as Float32Array;
  return Array.from({ length: rows }, (_, row) => {
    return JSON.parse(stringifyExactJson(data.subarray(row * width, (row + 1) * width)));
  });
}
