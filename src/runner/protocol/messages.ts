import type { ErrorKind, Tensor, Think, ValueInfo } from "../../base/mod.ts";
import type { TensorHeader } from "./tensor_payload.ts";

/** From server to runner. */
export type ToRunner =
  | { id: number; method: string; params: unknown; tensors?: TensorHeader[] }
  | { cancel: number };

/** From runner to server. */
export type FromRunner =
  | { id: number; event: unknown }
  | { id: number; result: unknown; tensors?: TensorHeader[]; residentBytes: number }
  | { id: number; error: WireError };

/** An error as it crosses. */
export interface WireError {
  /** What happened: why. */
  message: string;
  /** The kind of failure. */
  kind: ErrorKind;
  /** What to do. */
  hint?: string;
}

/** Parameters, events and result of one method. */
export interface Method<Params, Event, Result> {
  /** What it is told. */
  params: Params;
  /** What it tells on its way; `never` where it tells nothing. */
  event: Event;
  /** What it tells at its end. */
  result: Result;
}

/** What a runner can be asked. */
export interface RunnerMethods {
  /** Load a `.holo` file; once, before anything else. */
  load: Method<LoadParams, never, LoadedModel>;
  /** Compute outputs from the tensors sent along; the outputs come back as tensors. */
  infer: Method<{ outputs?: string[] }, never, null>;
  /** Continue a text; pieces of it come as events. */
  generate: Method<GenerateParams, TextEvent, GenerateResult>;
  /** Turn texts into vectors. */
  embed: Method<EmbedParams, never, EmbedResult>;
  /** The token ids of a text. */
  tokenize: Method<TokenizeParams, never, { tokens: number[] }>;
  /** The text of token ids. */
  detokenize: Method<{ tokens: number[] }, never, { text: string }>;
  /** The prompt that `generate` would read, without generating. */
  render: Method<GenerateParams, never, RenderedPrompt>;
  /** Compile a model file to a `.holo` file. */
  compile: Method<CompileParams, CompileProgress, CompiledModel>;
}

/** What `load` is told. */
export interface LoadParams {
  /** Path of the `.holo` file. */
  path: string;
  /** Threads that an operator may use. */
  threads: number;
}

/** What `load` tells. */
export interface LoadedModel {
  /** What the network takes. */
  inputs: ValueInfo[];
  /** What the network gives. */
  outputs: ValueInfo[];
}

/** A tool that an assistant calls. */
export interface ToolCall {
  /** Identity of the call, where the client gave one. */
  id?: string;
  /** What is called. */
  function: {
    /** The tool's name. */
    name: string;
    /** The arguments. */
    arguments: Record<string, unknown>;
  };
}

/** One turn of a conversation. */
export type ChatMessage = {
  /** Who speaks: `system`, `user`, `assistant` or `tool`. */
  role: string;
  /** What they say. */
  content: string;
  /** What an assistant thought before it. */
  thinking?: string;
  /** The tools that an assistant calls. */
  tool_calls?: ToolCall[];
  /** The tool that this message is the result of. */
  tool_name?: string;
  /** The call that this message is the result of. */
  tool_call_id?: string;
};

/** What `generate` is told. */
export interface GenerateParams {
  /** The text to continue or answer; not with `messages`. */
  prompt?: string;
  /** The text that follows what is to be inserted; with `prompt`. */
  suffix?: string;
  /** A system message in front of the prompt's turn. */
  system?: string;
  /** A conversation to answer, rendered with the chat template. */
  messages?: ChatMessage[];
  /** Tools that the model may call, in OpenAI's form. */
  tools?: unknown[];
  /** Which of them it calls: as it likes unless given. */
  toolChoice?: "auto" | "none" | "required" | { name: string };
  /** A chat template instead of the one in the file. */
  template?: string;
  /** Continue the prompt as it is, without the chat template. */
  raw?: boolean;
  /** Token ids of what came before. */
  context?: number[];
  /** Whether to think first; as the template has it unless given. */
  think?: Think;
  /** Whether the assistant's earlier thoughts, in `<think>` tags, are left out of the prompt. */
  stripThinking?: boolean;
  /** Structure of the answer: `json` or a JSON Schema. */
  format?: unknown;
  /** Whether the oldest messages of too long a prompt are left out; refused otherwise. */
  truncate?: boolean;
  /** How many likelier tokens come along with each log probability; none unless given. */
  topLogprobs?: number;
  /** Added to the logits of tokens, by id. */
  logitBias?: Record<string, number>;
  /** Length of the context where neither the options nor the model say; the runner's own default unless given. */
  contextLength?: number;
  /** Sampling and length options under Ollama's names. */
  options?: Record<string, unknown>;
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

/** A piece of `generate`; at least one of its fields is there. */
export interface TextEvent {
  /** Whole characters, never part of a stop string. */
  text?: string;
  /** Thoughts. */
  thinking?: string;
  /** Tools that the model calls; the arguments as JSON, whose integers may be greater than a double holds. */
  calls?: { name: string; arguments: string }[];
  /** Of the tokens since the last event, where they were asked for. */
  logprobs?: TokenLogprob[];
  /** What was left out of a prompt that was too long; before the first text. */
  truncated?: { messages: number; tokens: number };
}

/** What `generate` tells at its end. Durations in nanoseconds. */
export interface GenerateResult {
  /** `stop` at an end token or stop string, `length` at a limit. */
  reason: "stop" | "length";
  /** Token ids of the prompt and of the text. */
  context: number[];
  /** Tokens of the prompt. */
  promptTokens: number;
  /** Tokens of the text. */
  generatedTokens: number;
  /** Time taken to read the prompt. */
  promptDurationNs: number;
  /** Time taken to write the text. */
  evalDurationNs: number;
  /** The stop string that ended the text. */
  stop?: string;
  /** What was left out of a prompt that was too long. */
  truncated?: { messages: number; tokens: number };
}

/** What `embed` is told. */
export interface EmbedParams {
  /** The texts. */
  input: string[];
  /** Whether too long a text is cut; refused otherwise. */
  truncate: boolean;
  /** How many numbers of each vector to keep; all unless given. */
  dimensions?: number;
  /** Whether each vector is brought to length 1. */
  normalize: boolean;
  /** Options under Ollama's names; `num_ctx` is the longest text in tokens, up to the model's own. */
  options?: Record<string, unknown>;
  /** The same where neither the options nor the model say. */
  contextLength?: number;
}

/** What `embed` tells. The vectors come along as the tensor `embeddings`, float32 of shape [texts, dimensions]. */
export interface EmbedResult {
  /** Tokens of all texts. */
  promptTokens: number;
  /** Tokens that were cut from texts that were too long. */
  truncatedTokens: number;
}

/** What `tokenize` is told. */
export interface TokenizeParams {
  /** The text. */
  text: string;
  /** Whether the tokenizer puts its special tokens around it. */
  addSpecialTokens: boolean;
}

/** What `render` tells: the prompt as the model would read it. */
export interface RenderedPrompt {
  /** Its text, after the template. */
  prompt: string;
  /** Its tokens, the earlier context included. */
  tokens: number[];
  /** What was left out. */
  truncated?: { messages: number; tokens: number };
}

/** What `compile` is told. */
export interface CompileParams {
  /** Path of the model file, or of a folder around it. */
  from: string;
  /** Path to write the `.holo` file to; must not exist. */
  output: string;
  /** Where the model is from, where that is more than a file of this machine. */
  source?: { kind: string; reference: string; revision?: string };
  /** Threads for the engine's check of the graph. */
  threads: number;
}

/** How far `compile` has come. */
export interface CompileProgress {
  /** What it does now. */
  phase: string;
  /** Bytes done. */
  completed: number;
  /** Bytes in all. */
  total: number;
}

/** What `compile` tells at its end. */
export interface CompiledModel {
  /** `sha256:<hex>` of the file. */
  digest: string;
  /** Bytes of the file. */
  size: number;
  /** What each pass did, a line each. */
  reports: string[];
}

/** A result with the tensors that came along. */
export interface RunnerReply<Result> {
  /** What the method tells. */
  result: Result;
  /** Tensors by name; empty where the method gives none. */
  tensors: Map<string, Tensor>;
}
