import { ThinkingParser } from "./thinking_parser.ts";

/** Which model a conversation is for. */
export interface ThinkingModel {
  /** The family of its architecture, `qwen3`. */
  family?: string;
  /** Its name, `deepseek-r1:7b`. */
  name?: string;
}

/**
 * Leaves what the model thought, `<think>...</think>`, out of its answers before the last message of the user, where
 * the model expects that. As in Ollama: for the family `qwen3` and for models named `deepseek-r1`, whatever their host,
 * namespace and tag. The messages given are not changed.
 */
export function filterThinking<Message extends { role: string; content?: unknown }>(
  messages: readonly Message[],
  model: ThinkingModel,
): Message[] {
  const named = model.name?.split("/").at(-1)?.split(":")[0] === "deepseek-r1";
  if (model.family !== "qwen3" && !named) return [...messages];
  const lastUser = messages.findLastIndex((message) => message.role === "user");
  return messages.map((message, index) => {
    const { role, content } = message;
    if (index >= lastUser || role !== "assistant" || typeof content !== "string") return message;
    const parser = new ThinkingParser("<think>", "</think>");
    return { ...message, content: parser.push(content).content + parser.flush().content };
  });
}
