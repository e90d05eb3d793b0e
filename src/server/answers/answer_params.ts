import { HologramError, parseThink } from "../../base/mod.ts";
import type { GenerateParams } from "../../runner/protocol/mod.ts";
import type { ServerContext } from "../context.ts";
import type { ChatRequest } from "../schemas/chat_request.ts";
import type { GenerateRequest } from "../schemas/generate_request.ts";

import { requireCapability, type ResolvedModel } from "./resolve_model.ts";

/**
 * What the runner is told alike for `generate` and `chat`: options, structure, thinking, probabilities.
 *
 * @throws {HologramError} `invalid` when a field is; `unsupported` when the model cannot think and is told to.
 */
export function answerParams(
  context: ServerContext,
  model: ResolvedModel,
  request: ChatRequest | GenerateRequest,
): GenerateParams {
  const { stored, overrides } = model;
  const think = parseThink(request.think)?.value;
  if (think) requireCapability(model, "thinking");
  const canThink = stored.config.capabilities.includes("thinking");
  return {
    template: overrides.template,
    think: canThink ? think : undefined,
    format: parseFormat(request.format),
    truncate: request.truncate ?? true,
    topLogprobs: topLogprobs(request),
    logitBias: request.logit_bias ?? undefined,
    contextLength: context.config.server.context_length || undefined,
    options: { ...overrides.parameters, ...request.options },
  };
}

function topLogprobs({ logprobs, top_logprobs }: ChatRequest): number | undefined {
  const count = top_logprobs ?? 0;
  if (count < 0 || count > 20) {
    throw new HologramError("top_logprobs must be between 0 and 20", { kind: "invalid" });
  }
  return logprobs ? count : undefined;
}

/** The structure that an answer must have; none for the empty text, as Ollama's clients send it. */
function parseFormat(format: unknown): unknown {
  if (format === undefined || format === null || format === "") return undefined;
  const isSchema = typeof format === "object" && !Array.isArray(format);
  if (format === "json" || isSchema) return format;
  throw new HologramError(
    `invalid format: ${JSON.stringify(format)} (must be "json" or a JSON Schema)`,
    { kind: "invalid" },
  );
}
