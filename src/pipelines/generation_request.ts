import type { Think } from "../base/mod.ts";
import type { ChatMessage, ToolCall } from "../text/mod.ts";

/** What to generate from: a `prompt`, or the `messages` of a conversation. */
export interface GenerationRequest {
  /** Text to go on with; with a chat template and without `raw`, what the user says. */
  prompt?: string;
  /** What the model is told to be, in front of a `prompt` that goes through the chat template. */
  system?: string;
  /** Whether the prompt goes to the model as it stands, past the chat template. */
  raw?: boolean;
  /** Token ids to go on from: the `context` of an earlier answer. */
  context?: readonly number[];
  /** A conversation; needs a chat template. */
  messages?: readonly ChatMessage[];
  /** The text that follows what is to be inserted; with `prompt`, and a template that knows of it. */
  suffix?: string;
  /** A chat template instead of the model's own. */
  template?: string;
  /** Tools that the model may call, in OpenAI's form. */
  tools?: readonly unknown[];
  /** Which of them it calls: as it likes unless given. */
  toolChoice?: "auto" | "none" | "required" | { name: string };
  /** Whether to think first, and how long; as the template has it unless given. */
  think?: Think;
  /** Whether the assistant's earlier thoughts, in `<think>` tags, are left out of the prompt. */
  stripThinking?: boolean;
  /** Structure of the answer: `json` or a JSON Schema. */
  format?: unknown;
  /** Whether too long a prompt is cut; it is unless `false`. */
  truncate?: boolean;
  /** How many likelier tokens come along with each log probability; no log probabilities unless given. */
  topLogprobs?: number;
  /** Added to the logits of tokens, by id. */
  logitBias?: Readonly<Record<string, number>>;
  /** Length of the context where neither the options nor the network say. */
  contextLength?: number;
  /** Further variables of the chat template, such as `enable_thinking`. */
  templateVariables?: Readonly<Record<string, unknown>>;
  /** Ollama's options, over the model's own and Ollama's defaults. */
  options?: Readonly<Record<string, unknown>>;
}

/** What was left out of a prompt that was too long. */
export interface Truncated {
  /** Messages, the oldest. */
  messages: number;
  /** Tokens. */
  tokens: number;
}

/** A token's log probability. */
export interface TokenLogprob {
  /** The token's text. */
  token: string;
  /** The natural logarithm of its probability. */
  logprob: number;
  /** The bytes of its text. */
  bytes: number[];
  /** The likeliest tokens in its place. */
  top_logprobs?: Omit<TokenLogprob, "top_logprobs">[];
}

/** The prompt is ready. */
export interface PromptEvent {
  /** Which event. */
  type: "prompt";
  /** Length of the prompt in tokens, the earlier context included. */
  tokens: number;
  /** Names in the request's options that are no option. */
  ignoredOptions: string[];
  /** What was left out of it. */
  truncated?: Truncated;
}

/** A piece of the answer; at least one of its fields is there. */
export interface TextEvent {
  /** Which event. */
  type: "text";
  /** Whole characters, no part of a stop string. */
  text?: string;
  /** What the model thinks. */
  thinking?: string;
  /** Tools that it calls. */
  calls?: ToolCall[];
  /** Of the tokens since the event before. */
  logprobs?: TokenLogprob[];
}

/** The answer is complete. */
export interface DoneEvent {
  /** Which event. */
  type: "done";
  /** `stop`: the model or a stop string ended it. `length`: `num_predict` or the context's length did. */
  reason: "stop" | "length";
  /** Ids of the prompt and of the answer's text, for the next request's `context`. */
  context: number[];
  /** Length of the prompt in tokens. */
  promptTokens: number;
  /** How many tokens were drawn, one that ended the answer included. */
  generatedTokens: number;
  /** Time from the start of the computation to the first logits, in nanoseconds. */
  promptDurationNs: number;
  /** Time from there to the end, in nanoseconds. */
  evalDurationNs: number;
  /** The stop string that ended it. */
  stop?: string;
  /** What was left out of the prompt. */
  truncated?: Truncated;
}

/** What a generation tells: one `prompt`, any number of `text`, one `done`. */
export type GenerationEvent = PromptEvent | TextEvent | DoneEvent;
