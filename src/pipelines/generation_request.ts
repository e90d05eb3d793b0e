import type { ChatMessage } from "../text/mod.ts";

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
  /** Tools that the model may call, in OpenAI's form. */
  tools?: readonly unknown[];
  /** Further variables of the chat template, such as `enable_thinking`. */
  templateVariables?: Readonly<Record<string, unknown>>;
  /** Ollama's options, over the model's own and Ollama's defaults. */
  options?: Readonly<Record<string, unknown>>;
}

/** The prompt is ready. */
export interface PromptEvent {
  /** Which event. */
  type: "prompt";
  /** Length of the prompt in tokens, the earlier context included. */
  tokens: number;
  /** Names in the request's options that are no option. */
  ignoredOptions: string[];
}

/** A piece of the answer: whole characters, no part of a stop string. */
export interface TextEvent {
  /** Which event. */
  type: "text";
  /** The piece; not empty. */
  text: string;
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
}

/** What a generation tells: one `prompt`, any number of `text`, one `done`. */
export type GenerationEvent = PromptEvent | TextEvent | DoneEvent;
