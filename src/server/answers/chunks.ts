/** A tool call as clients of the native API get it. */
export interface NativeToolCall {
  /** `call_` and eight letters or digits. */
  id: string;
  /** What is called. */
  function: {
    /** Its place among the answer's calls, from 0. */
    index: number;
    /** The tool's name. */
    name: string;
    /** The arguments. */
    arguments: Record<string, unknown>;
  };
}

/** The log probability of a token. */
export interface TokenLogprob {
  /** Its text. */
  token: string;
  /** The natural logarithm of its probability. */
  logprob: number;
  /** The bytes of its text. */
  bytes: number[];
  /** The likeliest tokens in its place, where they were asked for. */
  top_logprobs?: Omit<TokenLogprob, "top_logprobs">[];
}

/** What was left out of a prompt that was too long. */
export interface Truncated {
  /** Messages left out, the oldest. */
  messages: number;
  /** Tokens left out. */
  tokens: number;
}

/** What the last chunk of an answer tells. Durations in nanoseconds. */
export interface AnswerEnd {
  /** Why it ended: `stop`, `length`, `load`, `unload`. */
  done_reason?: string;
  /** From the request's arrival. */
  total_duration?: number;
  /** Of loading the model. */
  load_duration?: number;
  /** Tokens of the prompt. */
  prompt_eval_count?: number;
  /** Of reading the prompt. */
  prompt_eval_duration?: number;
  /** Tokens of the answer. */
  eval_count?: number;
  /** Of writing the answer. */
  eval_duration?: number;
  /** The stop string that ended it. */
  stop_sequence?: string;
  /** What did not fit; in the first piece as well as in the last. */
  truncated?: Truncated;
}

/** A piece of an answer of `POST /api/chat`; the last one is `done`. */
export interface ChatChunk extends AnswerEnd {
  /** The model's name, as the request gave it. */
  model: string;
  /** When the piece was made, RFC 3339. */
  created_at: string;
  /** The piece. */
  message: {
    /** Always the assistant. */
    role: "assistant";
    /** Text for the user; may be empty. */
    content: string;
    /** Thoughts before the text. */
    thinking?: string;
    /** Tools that are called. */
    tool_calls?: NativeToolCall[];
  };
  /** Whether it is the last one. */
  done: boolean;
  /** Log probabilities of the piece's tokens, where they were asked for. */
  logprobs?: TokenLogprob[];
}

/** A piece of an answer of `POST /api/generate`; the last one is `done`. */
export interface GenerateChunk extends AnswerEnd {
  /** The model's name, as the request gave it. */
  model: string;
  /** When the piece was made, RFC 3339. */
  created_at: string;
  /** Text for the user; may be empty. */
  response: string;
  /** Thoughts before the text. */
  thinking?: string;
  /** Whether it is the last one. */
  done: boolean;
  /** Token ids of the prompt and the answer, in the last piece. */
  context?: number[];
  /** Log probabilities of the piece's tokens, where they were asked for. */
  logprobs?: TokenLogprob[];
}

/** The answer of `POST /api/embed`. Durations in nanoseconds. */
export interface EmbedAnswer {
  /** The model's name, as the request gave it. */
  model: string;
  /** A vector for each text, of length 1. */
  embeddings: number[][];
  /** From the request's arrival. */
  total_duration: number;
  /** Of loading the model. */
  load_duration: number;
  /** Tokens of all texts. */
  prompt_eval_count: number;
}
