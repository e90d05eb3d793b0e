import { HologramError, parseExactJson } from "../../base/mod.ts";
import type { ChatMessage, GenerateParams, TextEvent } from "../../runner/protocol/mod.ts";
import type { ServerContext } from "../context.ts";
import { requestedName } from "../find_model.ts";
import { parseKeepAlive } from "../keep_alive.ts";
import type { ChatMessageField, ChatRequest } from "../schemas/chat_request.ts";
import { answerParams } from "./answer_params.ts";
import type { ChatChunk, NativeToolCall } from "./chunks.ts";
import { loadOnly } from "./load_only.ts";
import { requireCapability, type ResolvedModel, resolveModel } from "./resolve_model.ts";
import { runGeneration } from "./run_generation.ts";

/**
 * Answers a conversation, piece by piece; the last piece is `done`. An empty conversation only loads the model.
 *
 * @param context What the server works with.
 * @param request The request, checked by its schema.
 * @param signal Ends the work.
 * @throws {HologramError} What is wrong with the request, the model or its runner.
 */
export async function* answerChat(
  context: ServerContext,
  request: ChatRequest,
  signal: AbortSignal,
): AsyncGenerator<ChatChunk, void, undefined> {
  const start = performance.now();
  const model = await resolveModel(context, request);
  const keepAliveMs = parseKeepAlive(request.keep_alive);
  const params = chatParams(context, model, request);
  const head = () => ({ model: model.name, created_at: context.now().toISOString() });
  const empty = { role: "assistant", content: "" } as const;
  if (params === undefined) {
    const done_reason = await loadOnly(context, model, { signal, keepAliveMs });
    yield { ...head(), message: empty, done: true, done_reason };
    return;
  }
  let calls = 0;
  const toMessage = (piece: TextEvent): ChatChunk["message"] => ({
    role: "assistant",
    content: piece.text ?? "",
    ...(piece.thinking ? { thinking: piece.thinking } : {}),
    ...(piece.calls
      ? { tool_calls: piece.calls.map((call) => nativeCall(call, calls++, context)) }
      : {}),
  });
  const options = { signal, keepAliveMs, start };
  for await (const event of runGeneration(context, model, params, options)) {
    if (event.type === "end") yield { ...head(), message: empty, done: true, ...event.end };
    else {
      const { logprobs, truncated } = event.piece;
      yield {
        ...head(),
        message: toMessage(event.piece),
        done: false,
        ...(logprobs ? { logprobs } : {}),
        ...(truncated ? { truncated } : {}),
      };
    }
  }
}

/**
 * What the runner is told for a conversation; nothing when there is no conversation, so that it is only loaded.
 *
 * @throws {HologramError} `unsupported` when the model cannot do what the request asks for.
 */
export function chatParams(
  context: ServerContext,
  model: ResolvedModel,
  request: ChatRequest,
): GenerateParams | undefined {
  requireCapability(model, "completion", tensorHint(requestedName(request)));
  const base = answerParams(context, model, request);
  const said = request.messages ?? [];
  const hasTools = (request.tools?.length ?? 0) > 0;
  if (hasTools) requireCapability(model, "tools");
  if (said.some(({ images }) => (images?.length ?? 0) > 0)) requireCapability(model, "vision");
  if (said.length === 0) return undefined;
  const { overrides, stored } = model;
  const messages = [...overrides.messages ?? [], ...said.map(toMessage)];
  if (overrides.system && messages[0]?.role !== "system") {
    messages.unshift({ role: "system", content: overrides.system });
  }
  return {
    ...base,
    messages,
    tools: hasTools ? request.tools! : undefined,
    toolChoice: hasTools ? toolChoice(request) : undefined,
    stripThinking: /^qwen3$/.test(stored.config.family) ||
      /^deepseek-r1$/.test(stored.name.model),
  };
}

/** Points to the other way to run a model. */
export function tensorHint(name: string): string {
  return `Run it on tensors: hologram run ${name} --input x.json`;
}

function toolChoice({ tool_choice, tools }: ChatRequest): GenerateParams["toolChoice"] {
  if (tool_choice === null || tool_choice === undefined) return undefined;
  if (typeof tool_choice === "string") return tool_choice;
  const { name } = tool_choice.function;
  if (tools!.some((tool) => tool.function.name === name)) return { name };
  throw new HologramError(`tool_choice names '${name}', which is not among the tools`, {
    kind: "invalid",
  });
}

function toMessage(message: ChatMessageField): ChatMessage {
  const { role, content, thinking, tool_calls, tool_name, tool_call_id } = message;
  return {
    role: role.toLowerCase(),
    content: content ?? "",
    thinking: thinking ?? undefined,
    tool_calls: tool_calls?.map((call) => ({
      id: call.id ?? undefined,
      function: { name: call.function.name, arguments: call.function.arguments ?? {} },
    })),
    tool_name: tool_name ?? undefined,
    tool_call_id: tool_call_id ?? undefined,
  };
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

function nativeCall(
  { name, arguments: args }: { name: string; arguments: string },
  index: number,
  { randomBytes }: ServerContext,
): NativeToolCall {
  const id = Array.from(randomBytes(8), (byte) => LETTERS[byte % LETTERS.length]).join("");
  return { id: `call_${id}`, function: { index, name, arguments: parseArguments(args) } };
}

/** Integers that a double cannot hold become big ones. */
function parseArguments(text: string): Record<string, unknown> {
  return parseExactJson(text) as Record<string, unknown>;
}
