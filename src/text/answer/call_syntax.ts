import { type CallReader, jsonCalls } from "./read_call.ts";
import {
  deepseekCall,
  fencedCalls,
  listCalls,
  mistralCalls,
  recipient,
} from "./read_named_call.ts";
import { llamaCalls, pythonBlock, pythonListCalls } from "./read_python_call.ts";
import { functionTag, gemmaCall, toolCallTag } from "./read_tagged_call.ts";
import type { JinjaFormatKind } from "./tool_call_format.ts";

/** How calls stand in the text of one format. */
export interface CallSyntax {
  /** What comes before calls, and what reads on from there. */
  openings: Readonly<Record<string, CallReader>>;
  /** Reads calls that the answer begins with, with no opening. */
  start?: CallReader;
  /** What may come after a call and is not shown. */
  closings: readonly string[];
  /** Those of the literals that a tokenizer may hold as special tokens, which plain decoding would drop. */
  markers: readonly string[];
  /** Whether content, too, stands between literals of the format. */
  framed?: boolean;
}

/** Says that content follows, with no call. */
// deno-lint-ignore require-yield -- there is nothing to wait for
const content: CallReader = function* (_input, at) {
  return { calls: [], end: at };
};

const toolCallTags: CallSyntax = {
  openings: { "<tool_call>": toolCallTag, "<function=": functionTag },
  closings: ["</tool_call>", "</function>"],
  markers: ["<tool_call>", "</tool_call>"],
};

const mistral: CallSyntax = {
  openings: { "[TOOL_CALLS]": mistralCalls },
  closings: ["[/TOOL_CALLS]"],
  markers: ["[TOOL_CALLS]", "[CALL_ID]", "[ARGS]"],
};

/** The syntax of every format but `tag` and `harmony`, which have parsers of their own. */
export const CALL_SYNTAX: Readonly<Record<Exclude<JinjaFormatKind, "harmony">, CallSyntax>> = {
  hermes: toolCallTags,
  qwen3_coder: toolCallTags,
  functionary_v3_1: {
    openings: { "<function=": functionTag },
    closings: ["</function>"],
    markers: [],
  },
  smollm3: {
    openings: { ...toolCallTags.openings, "<code>": pythonBlock("</code>") },
    closings: toolCallTags.closings,
    markers: [...toolCallTags.markers, "<code>", "</code>"],
  },
  functionary_v3_2: {
    openings: { ">>>": recipient },
    start: recipient,
    closings: [],
    markers: [],
    framed: true,
  },
  llama: {
    openings: { "<|python_tag|>": llamaCalls },
    start: llamaCalls,
    closings: [";"],
    markers: ["<|python_tag|>"],
  },
  pythonic: {
    openings: { "<|python_start|>": pythonListCalls, "<|python_tag|>": pythonListCalls },
    start: pythonListCalls,
    closings: ["<|python_end|>"],
    markers: ["<|python_start|>", "<|python_end|>", "<|python_tag|>"],
  },
  mistral,
  mistral_args: mistral,
  phi4: {
    openings: { "<|tool_call|>": jsonCalls, "functools[": listCalls },
    closings: ["<|/tool_call|>"],
    markers: ["<|tool_call|>", "<|/tool_call|>"],
  },
  firefunction: { openings: { "functools[": listCalls }, closings: [], markers: [] },
  deepseek: {
    openings: { "<｜tool▁calls▁begin｜>": deepseekCall, "<｜tool▁call▁begin｜>": deepseekCall },
    closings: ["<｜tool▁call▁end｜>", "<｜tool▁calls▁end｜>"],
    markers: [
      "<｜tool▁calls▁begin｜>",
      "<｜tool▁call▁begin｜>",
      "<｜tool▁sep｜>",
      "<｜tool▁call▁end｜>",
      "<｜tool▁calls▁end｜>",
    ],
  },
  command_r7b: {
    openings: {
      "<|START_ACTION|>": jsonCalls,
      "<|START_RESPONSE|>": content,
      "<|END_RESPONSE|>": content,
    },
    closings: ["<|END_ACTION|>"],
    markers: ["<|START_ACTION|>", "<|END_ACTION|>", "<|START_RESPONSE|>", "<|END_RESPONSE|>"],
    framed: true,
  },
  command_r_plus: { openings: { "Action:": fencedCalls }, closings: [], markers: [] },
  gemma4: {
    openings: { "<|tool_call>": gemmaCall },
    closings: ["<tool_call|>", "<|tool_response>"],
    markers: ["<|tool_call>", "<tool_call|>", '<|"|>'],
  },
  tool_code: { openings: { "```tool_code": pythonBlock("```") }, closings: [], markers: [] },
};
