import { CALL_SYNTAX } from "./call_syntax.ts";
import { HARMONY_MARKERS, HarmonyParser } from "./harmony_parser.ts";
import { SpanParser } from "./span_parser.ts";
import { TagToolParser } from "./tag_tool_parser.ts";
import type { DeclaredTool, ToolCallParser } from "./tool_call.ts";
import type { ToolCallFormat } from "./tool_call_format.ts";

/** A parser at the start of an answer in a format; only calls of the declared tools are calls. */
export function createToolCallParser(
  format: ToolCallFormat,
  tools: readonly DeclaredTool[],
): ToolCallParser {
  if (format.kind === "tag") return new TagToolParser(format.tag, tools);
  if (format.kind === "harmony") return new HarmonyParser(tools);
  return new SpanParser(CALL_SYNTAX[format.kind], tools);
}

/**
 * The literals of a format that a tokenizer may hold as special tokens. Whoever decodes the answer must keep them
 * visible: without them calls cannot be told from content.
 */
export function markersOf(format: ToolCallFormat): string[] {
  if (format.kind === "tag") return format.tag === "{" || format.tag === "[" ? [] : [format.tag];
  if (format.kind === "harmony") return [...HARMONY_MARKERS];
  return [...CALL_SYNTAX[format.kind].markers];
}

/** Whether also answers without tool calls stand between literals of the format, which its parser takes away. */
export function isFramed(format: ToolCallFormat): boolean {
  if (format.kind === "tag") return false;
  return format.kind === "harmony" || CALL_SYNTAX[format.kind].framed === true;
}
