import type { CompletionFields, ExtensionFields } from "../../schemas/openai_fields.ts";
import { stopStrings } from "./stop_strings.ts";

/** OpenAI's defaults, which count more than the model's own: clients leave them out and rely on them. */
const DEFAULTS = { temperature: 1, top_p: 1 };

/** The options that a request of OpenAI's API stands for. */
export function nativeOptions(
  request: CompletionFields,
  maxTokens: number | null | undefined,
): Record<string, unknown> {
  return {
    ...DEFAULTS,
    ...extensionOptions(request),
    ...given({
      num_predict: maxTokens,
      temperature: request.temperature,
      top_p: request.top_p,
      seed: request.seed,
      stop: stopStrings(request.stop),
      frequency_penalty: request.frequency_penalty,
      presence_penalty: request.presence_penalty,
    }),
  };
}

/** The options that a request gives in the native API's own words. */
export function extensionOptions(
  { options, num_ctx }: ExtensionFields,
): Record<string, unknown> {
  return { ...options, ...given({ num_ctx }) };
}

/** The properties that are there. */
export function given<T extends object>(
  properties: T,
): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(
    Object.entries(properties).filter(([, value]) => value !== undefined && value !== null),
  ) as { [K in keyof T]?: NonNullable<T[K]> };
}
