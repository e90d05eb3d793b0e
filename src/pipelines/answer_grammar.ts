import { HologramError } from "../base/mod.ts";
import {
  type DeclaredTool,
  type GrammarSource,
  type ToolCallFormat,
  toolCallPattern,
} from "../text/mod.ts";
import type { GenerationRequest } from "./generation_request.ts";

/**
 * The structure that a request asks of its answer: its `format`, a tool call where one is required, or either where the
 * model may choose. `undefined` where it asks for none.
 *
 * @param request The request.
 * @param tools The tools that the model may call.
 * @param toolFormat How the model writes calls.
 * @param endings Texts of the tokens that end an answer, which no structure holds.
 * @throws {HologramError} `unsupported` when a call is required of a model whose way of writing it cannot be enforced.
 */
export function answerGrammar(
  { format, toolChoice }: GenerationRequest,
  tools: readonly DeclaredTool[],
  toolFormat: ToolCallFormat | undefined,
  endings: readonly string[],
): GrammarSource | undefined {
  const required = toolChoice === "required" || typeof toolChoice === "object";
  const answer = format === undefined ? undefined : formatGrammar(format, toolFormat);
  if (tools.length === 0 || (!required && answer === undefined)) return answer;
  const named = typeof toolChoice === "object"
    ? tools.filter(({ name }) => name === toolChoice.name)
    : tools;
  const call = toolFormat && callGrammar(toolFormat, named, endings);
  if (required) {
    if (call !== undefined) return call;
    throw new HologramError(
      "Cannot require a tool call: the way in which this model writes calls cannot be enforced",
      { kind: "unsupported", hint: "Leave tool_choice at auto, or name a single tool" },
    );
  }
  return call === undefined ? answer : { type: "choice", options: [answer!, call] };
}

/** The structure of an answer that is no call. */
function formatGrammar(format: unknown, toolFormat: ToolCallFormat | undefined): GrammarSource {
  const json: GrammarSource = format === "json"
    ? { type: "json" }
    : { type: "schema", schema: format };
  if (toolFormat?.kind !== "harmony") return json;
  // What the user reads stands on a channel of its own.
  const channel: GrammarSource = { type: "literal", text: "<|channel|>final<|message|>" };
  return { type: "sequence", parts: [channel, json] };
}

function callGrammar(
  format: ToolCallFormat,
  tools: readonly DeclaredTool[],
  endings: readonly string[],
): GrammarSource | undefined {
  const pattern = toolCallPattern(format, tools);
  if (pattern === undefined) {
    // Formats whose names stand in front of the JSON can be enforced one tool at a time.
    const options = tools.length < 2
      ? []
      : tools.map((tool) => callGrammar(format, [tool], endings)).filter((one) =>
        one !== undefined
      );
    return options.length === tools.length && options.length > 0
      ? { type: "choice", options }
      : undefined;
  }
  const { prefix, suffix, schema } = pattern;
  const parts: GrammarSource[] = [{ type: "schema", schema }];
  if (prefix !== "") parts.unshift({ type: "literal", text: prefix });
  if (suffix !== "" && !endings.includes(suffix)) parts.push({ type: "literal", text: suffix });
  return { type: "sequence", parts };
}
