import { createToolCallParser, isFramed } from "./create_tool_call_parser.ts";
import { ThinkingParser } from "./thinking_parser.ts";
import type { AnswerPiece, DeclaredTool, ToolCallParser } from "./tool_call.ts";
import type { ToolCallFormat } from "./tool_call_format.ts";

/** How a model's answer is written. */
export interface AnswerParserOptions {
  /** The tags around its thinking; none for a model that does not think. Not used for `harmony`, which has channels. */
  thinkingTags?: { open: string; close: string };
  /** Whether the prompt ends with the opening tag. */
  startInside?: boolean;
  /** How it writes tool calls. */
  toolFormat?: ToolCallFormat;
  /** The tools that it may call; without any, what looks like a call is content. */
  tools?: readonly DeclaredTool[];
}

/** Separates the whole text of an answer, as it arrives, into thinking, content and tool calls. */
export class AnswerParser {
  readonly #thinking: ThinkingParser | undefined;
  readonly #calls: ToolCallParser | undefined;

  /** Starts at the beginning of an answer. */
  constructor(options: AnswerParserOptions) {
    const { thinkingTags, startInside, toolFormat, tools = [] } = options;
    if (thinkingTags && toolFormat?.kind !== "harmony") {
      const { open, close } = thinkingTags;
      this.#thinking = new ThinkingParser(open, close, { startInside });
    }
    if (toolFormat && (tools.length > 0 || isFramed(toolFormat))) {
      this.#calls = createToolCallParser(toolFormat, tools);
    }
  }

  /** Takes the next text; gives what is certain now. */
  push(text: string): AnswerPiece {
    const { thinking, content } = this.#thinking?.push(text) ?? { thinking: "", content: text };
    const rest = this.#calls?.push(content) ?? { thinking: "", content, calls: [] };
    return { ...rest, thinking: thinking + rest.thinking };
  }

  /** Ends the answer; gives what was held back. */
  flush(): AnswerPiece {
    const { thinking, content } = this.#thinking?.flush() ?? { thinking: "", content: "" };
    const rest = this.#calls?.push(content) ?? { thinking: "", content, calls: [] };
    const last = this.#calls?.flush() ?? { thinking: "", content: "", calls: [] };
    return {
      thinking: thinking + rest.thinking + last.thinking,
      content: rest.content + last.content,
      calls: [...rest.calls, ...last.calls],
    };
  }
}
