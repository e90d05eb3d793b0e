import type { ServerContext } from "../context.ts";
import { runnable } from "../find_model.ts";
import { parseKeepAlive } from "../keep_alive.ts";
import type { ChatRequest } from "../schemas/chat_request.ts";
import { chatParams } from "./answer_chat.ts";
import { resolveModel } from "./resolve_model.ts";

/**
 * Counts the tokens that a conversation's prompt has, without answering it.
 *
 * @throws {HologramError} What is wrong with the request, the model or its runner.
 */
export async function countPrompt(
  context: ServerContext,
  request: ChatRequest,
  signal: AbortSignal,
): Promise<{ tokens: number }> {
  const model = await resolveModel(context, request);
  const params = chatParams(context, model, request);
  if (params === undefined) return { tokens: 0 };
  const keepAliveMs = parseKeepAlive(request.keep_alive);
  return await context.scheduler.use(
    runnable(model.stored),
    { signal, keepAliveMs },
    async ({ call }) => {
      const { result } = await call("render", { ...params, truncate: true }, { signal });
      return { tokens: result.tokens.length + (result.truncated?.tokens ?? 0) };
    },
  );
}
