/**
 * A model's raw answer, separated into thinking, content and tool calls.
 *
 * @module
 */
export * from "./answer_parser.ts";
export { createToolCallParser, isFramed, markersOf } from "./create_tool_call_parser.ts";
export * from "./filter_thinking.ts";
export { TagToolParser } from "./tag_tool_parser.ts";
export {
  ThinkingParser,
  type ThinkingParserOptions,
  type ThinkingPiece,
  type ThinkingState,
} from "./thinking_parser.ts";
export {
  type AnswerPiece,
  type DeclaredTool,
  declaredTools,
  type ToolCall,
  type ToolCallParser,
} from "./tool_call.ts";
export * from "./tool_call_format.ts";
export * from "./tool_call_pattern.ts";
