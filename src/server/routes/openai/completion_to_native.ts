import { HologramError } from "../../../base/mod.ts";
import type { GenerateRequest } from "../../schemas/generate_request.ts";
import type { OpenaiCompletionRequest } from "../../schemas/openai_completion_request.ts";
import { goType } from "./go_type.ts";
import { given, nativeOptions } from "./native_options.ts";
import { thinkOfEffort } from "./think_of_effort.ts";

/**
 * The native requests that a request for a text completion stands for: one for each of its prompts.
 *
 * @throws {HologramError} `invalid` when a field is; `unsupported` when it asks for what cannot be honoured.
 */
export function completionToNative(request: OpenaiCompletionRequest): GenerateRequest[] {
  const { logprobs, n, best_of, echo } = request;
  if (best_of && best_of > (n ?? 1)) refuse("best_of above n");
  if (echo && typeof logprobs === "number") refuse("echo with logprobs");
  const common = {
    ...given({
      model: request.model,
      keep_alive: request.keep_alive,
      truncate: request.truncate,
      suffix: request.suffix,
      logit_bias: request.logit_bias,
      think: thinkOfEffort(request.reasoning_effort),
    }),
    ...(typeof logprobs === "number" ? { logprobs: true, top_logprobs: logprobs } : {}),
    options: {
      frequency_penalty: 0,
      presence_penalty: 0,
      ...nativeOptions(request, request.max_tokens),
    },
    stream: request.stream ?? false,
  };
  return prompts(request.prompt).map((prompt) => ({ ...common, prompt }));
}

/** The prompts of a request: a text, or several. */
function prompts(prompt: unknown): string[] {
  const list = Array.isArray(prompt) ? prompt : [prompt];
  if (list.length > 0 && list.every((item) => typeof item === "string")) return list;
  const isTokens = Array.isArray(prompt) && list.length > 0 &&
    list.every((item) => typeof item === "number" || Array.isArray(item));
  if (isTokens) refuse("a prompt of token ids");
  const wrong = list.find((item) => typeof item !== "string");
  throw new HologramError(`invalid type for 'prompt' field: ${goType(wrong)}`, { kind: "invalid" });
}

function refuse(what: string): never {
  throw new HologramError(`${what} is not supported`, { kind: "unsupported" });
}
