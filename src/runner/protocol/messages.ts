import type { ErrorKind, Tensor, ValueInfo } from "../../base/mod.ts";
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

/** One turn of a conversation. */
export type ChatMessage = {
  /** Who speaks: `system`, `user`, `assistant` or `tool`. */
  role: string;
  /** What they say. */
  content: string;
};

/** What `generate` is told. */
export interface GenerateParams {
  /** The text to continue; not with `messages`. */
  prompt?: string;
  /** A system message in front of the prompt's turn. */
  system?: string;
  /** A conversation to answer, rendered with the model's chat template. */
  messages?: ChatMessage[];
  /** Continue the prompt as it is, without the chat template. */
  raw?: boolean;
  /** Token ids of what came before. */
  context?: number[];
  /** Sampling and length options under Ollama's names. */
  options?: Record<string, unknown>;
}

/** A piece of text of `generate`. */
export interface TextEvent {
  /** Whole characters, never part of a stop string. */
  text: string;
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
}

/** What `compile` is told. */
export interface CompileParams {
  /** Path of the model file, or of a folder around it. */
  from: string;
  /** Path to write the `.holo` file to; must not exist. */
  output: string;
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
