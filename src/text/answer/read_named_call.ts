import { find, type Input, skip, skipOptional, skipSpace, startsWith, type Wait } from "./input.ts";
import { type CallReader, jsonArguments, jsonCalls, NAME, type Reading } from "./read_call.ts";
import type { ToolTable } from "./tool_call.ts";

/** The same after an opening that holds the first bracket, `functools[`. */
export const listCalls: CallReader = (input, at, opening, tools) =>
  jsonCalls(input, at - 1, opening, tools);

/** Fenced JSON: ```` ```json\n[...]``` ````. */
export function* fencedCalls(
  input: Input,
  at: number,
  opening: string,
  tools: ToolTable,
): Wait<Reading | undefined> {
  const start = yield* skipSpace(input, at);
  if (!(yield* startsWith(input, "```json", start))) return undefined;
  const reading = yield* jsonCalls(input, start + 7, opening, tools);
  return reading && { ...reading, end: yield* skipOptional(input, "```", reading.end) };
}

/** After `[TOOL_CALLS]`: a list, or `name[ARGS]{...}` with an optional `[CALL_ID]id` between. */
export function* mistralCalls(
  input: Input,
  at: number,
  opening: string,
  tools: ToolTable,
): Wait<Reading | undefined> {
  const start = yield* skipSpace(input, at);
  const end = yield* skip(input, NAME, start);
  if (end === start) return yield* jsonCalls(input, start, opening, tools);
  const id = yield* skipOptional(input, "[CALL_ID]", end);
  const head = id === end ? end : yield* skip(input, NAME, id);
  const args = yield* skipOptional(input, "[ARGS]", head);
  return yield* jsonArguments(input, args, input.text.slice(start, end), tools);
}

/** `name\n{...}`, or `all\n` before content; the model's first name follows the prompt's `>>>`. */
export function* recipient(
  input: Input,
  at: number,
  _opening: string,
  tools: ToolTable,
): Wait<Reading | undefined> {
  const end = yield* skip(input, NAME, at);
  const name = input.text.slice(at, end);
  if (name !== "all" && !tools.has(name)) return undefined;
  if (!(yield* startsWith(input, "\n", end))) return undefined;
  return name === "all"
    ? { calls: [], end: end + 1 }
    : yield* jsonArguments(input, end + 1, name, tools);
}

/** DeepSeek's call: `function<｜tool▁sep｜>name` and fenced JSON (R1), or `name<｜tool▁sep｜>{...}` (V3.1). */
export function* deepseekCall(
  input: Input,
  at: number,
  opening: string,
  tools: ToolTable,
): Wait<Reading | undefined> {
  const begin = "<｜tool▁call▁begin｜>";
  const separator = "<｜tool▁sep｜>";
  if (opening !== begin) {
    at = yield* skipSpace(input, at);
    if (!(yield* startsWith(input, begin, at))) return undefined;
    at += begin.length;
  }
  const middle = (yield* find(input, [separator], at))?.at;
  if (middle === undefined) return undefined;
  let name = input.text.slice(at, middle).trim();
  let start = yield* skipSpace(input, middle + separator.length);
  if (!(yield* startsWith(input, "{", start))) {
    const end = yield* skip(input, /[^\n]/, start);
    name = input.text.slice(start, end).trim();
    start = yield* skipOptional(input, "```json", end);
  }
  const reading = yield* jsonArguments(input, start, name, tools);
  return reading && { ...reading, end: yield* skipOptional(input, "```", reading.end) };
}
