import * as z from "../../../deps/zod.ts";
import { HologramError } from "../../../base/mod.ts";
import type { ChatRequest } from "../../schemas/chat_request.ts";

const named = z.object({
  type: z.literal("function"),
  name: z.string().optional(),
  function: z.object({ name: z.string() }).optional(),
});

/**
 * Which tools the model calls, in the native API's words: `auto`, `none`, `required`, or one function, named as chat
 * completions (`{type, function: {name}}`) or responses (`{type, name}`) name it.
 *
 * @throws {HologramError} `unsupported` for any other choice.
 */
export function nativeToolChoice(choice: unknown): ChatRequest["tool_choice"] {
  if (choice === undefined || choice === null) return undefined;
  if (choice === "auto" || choice === "none" || choice === "required") return choice;
  const parsed = named.safeParse(choice);
  const name = parsed.data?.function?.name ?? parsed.data?.name;
  if (name !== undefined) return { function: { name } };
  throw new HologramError(`tool_choice ${JSON.stringify(choice)} is not supported`, {
    kind: "unsupported",
    hint: 'Use "auto", "none", "required", or name a function',
  });
}
