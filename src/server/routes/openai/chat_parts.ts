import type { ChatChunk, NativeToolCall, TokenLogprob } from "../../answers/chunks.ts";
import { jsonText } from "../../json_text.ts";

/** A tool call as chat completions tell it. */
export interface OpenaiToolCall {
  /** Identifies the call. */
  id: string;
  /** Its place among the answer's calls, in a stream. */
  index?: number;
  /** Always a function. */
  type: "function";
  /** What is called. */
  function: {
    /** The function's name. */
    name: string;
    /** The arguments, as JSON text. */
    arguments: string;
  };
}

/** Log probabilities as chat completions tell them. */
export interface ChatLogprobs {
  /** Of each token. */
  content: (TokenLogprob & { top_logprobs: Omit<TokenLogprob, "top_logprobs">[] })[];
  /** Always null: there are no refusals. */
  refusal: null;
}

/** A tool call of the native API, as chat completions tell it. */
export function openaiToolCall(call: NativeToolCall): OpenaiToolCall {
  return {
    id: call.id,
    type: "function",
    function: {
      name: call.function.name,
      arguments: jsonText(call.function.arguments),
    },
  };
}

/** Log probabilities of the native API, as chat completions tell them. */
export function chatLogprobs(
  logprobs: ChatChunk["logprobs"],
): ChatLogprobs | undefined {
  if (logprobs === undefined || logprobs.length === 0) return undefined;
  const content = logprobs.map((token) => ({ ...token, top_logprobs: token.top_logprobs ?? [] }));
  return { content, refusal: null };
}
