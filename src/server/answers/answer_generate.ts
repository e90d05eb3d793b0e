import { HologramError } from "../../base/mod.ts";
import type { ChatMessage, GenerateParams } from "../../runner/protocol/mod.ts";
import type { ServerContext } from "../context.ts";
import { requestedName } from "../find_model.ts";
import { parseKeepAlive } from "../keep_alive.ts";
import type { GenerateRequest } from "../schemas/generate_request.ts";
import { tensorHint } from "./answer_chat.ts";
import { answerParams } from "./answer_params.ts";
import type { GenerateChunk } from "./chunks.ts";
import { loadOnly } from "./load_only.ts";
import {
  requireCapability,
  requireName,
  type ResolvedModel,
  resolveModel,
} from "./resolve_model.ts";
import { runGeneration } from "./run_generation.ts";

/**
 * Continues or answers a prompt, piece by piece; the last piece is `done`. An empty prompt only loads the model.
 *
 * @param context What the server works with.
 * @param request The request, checked by its schema.
 * @param signal Ends the work.
 * @throws {HologramError} What is wrong with the request, the model or its runner.
 */
export async function* answerGenerate(
  context: ServerContext,
  request: GenerateRequest,
  signal: AbortSignal,
): AsyncGenerator<GenerateChunk, void, undefined> {
  const start = performance.now();
  requireName(request);
  const model = await resolveModel(context, request);
  const keepAliveMs = parseKeepAlive(request.keep_alive);
  const params = generateParams(context, model, request);
  const head = () => ({ model: model.name, created_at: context.now().toISOString() });
  if (params === undefined) {
    const done_reason = await loadOnly(context, model, { signal, keepAliveMs });
    yield { ...head(), response: "", done: true, done_reason };
    return;
  }
  const options = { signal, keepAliveMs, start };
  for await (const event of runGeneration(context, model, params, options)) {
    if (event.type === "end") {
      const ids = request.raw ? {} : { context: event.result.context };
      yield { ...head(), response: "", done: true, ...ids, ...event.end };
    } else {
      const { text = "", thinking, logprobs, truncated } = event.piece;
      yield {
        ...head(),
        response: text,
        ...(thinking ? { thinking } : {}),
        done: false,
        ...(logprobs ? { logprobs } : {}),
        ...(truncated ? { truncated } : {}),
      };
    }
  }
}

function generateParams(
  context: ServerContext,
  model: ResolvedModel,
  request: GenerateRequest,
): GenerateParams | undefined {
  const { prompt, suffix, system, template, images, raw } = request;
  const ids = request.context ?? undefined;
  if (raw && (system || template || (ids && ids.length > 0))) {
    throw new HologramError("raw mode does not support template, system, or context", {
      kind: "invalid",
    });
  }
  requireCapability(model, "completion", tensorHint(requestedName(request)));
  const base = answerParams(context, model, request);
  if (suffix) requireCapability(model, "insert");
  if (images && images.length > 0) requireCapability(model, "vision");
  if (!prompt) return undefined;
  const { overrides } = model;
  const starters = !raw && ids === undefined ? overrides.messages ?? [] : [];
  const common = { ...base, template: template || base.template, context: ids };
  if (raw) return { ...common, template: undefined, prompt, raw: true };
  const instruction = system ?? overrides.system;
  if (suffix || starters.length === 0) {
    return { ...common, prompt, suffix: suffix || undefined, system: instruction || undefined };
  }
  const messages: ChatMessage[] = [...starters, { role: "user", content: prompt }];
  if (instruction) messages.unshift({ role: "system", content: instruction });
  return { ...common, messages };
}
