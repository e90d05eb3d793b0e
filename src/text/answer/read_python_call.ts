import { bracketEnd, find, type Input, skip, skipSpace, startsWith, type Wait } from "./input.ts";
import { pythonCalls } from "./python_calls.ts";
import { type CallReader, jsonValue, NAME, type Reading } from "./read_call.ts";
import { toolCallsOf, type ToolTable } from "./tool_call.ts";

/** `{"name": ...}` at the start; after `<|python_tag|>` also `f.call(x="1")`. */
export function* llamaCalls(
  input: Input,
  at: number,
  opening: string,
  tools: ToolTable,
): Wait<Reading | undefined> {
  const start = yield* skipSpace(input, at);
  if (yield* startsWith(input, "{", start)) {
    const json = yield* jsonValue(input, start);
    const calls = json && toolCallsOf(json.value, tools, true);
    return calls && { calls, end: json.end };
  }
  return opening === "" ? undefined : yield* pythonCall(input, start, tools);
}

/** One call in Python's syntax. */
function* pythonCall(input: Input, at: number, tools: ToolTable): Wait<Reading | undefined> {
  const open = yield* skip(input, NAME, at);
  if (open === at || !(yield* startsWith(input, "(", open))) return undefined;
  const end = yield* bracketEnd(input, open, "python");
  const calls = end === undefined ? undefined : pythonCalls(input.text.slice(at, end), tools);
  return calls && { calls, end: end! };
}

/** A list of calls in Python's syntax. */
export function* pythonListCalls(
  input: Input,
  at: number,
  _opening: string,
  tools: ToolTable,
): Wait<Reading | undefined> {
  const start = yield* skipSpace(input, at);
  if (!(yield* startsWith(input, "[", start))) return undefined;
  const name = yield* skipSpace(input, start + 1);
  const open = yield* skip(input, NAME, name);
  if (!tools.has(input.text.slice(name, open))) return undefined;
  const end = yield* bracketEnd(input, start, "python");
  const calls = end === undefined ? undefined : pythonCalls(input.text.slice(start, end), tools);
  return calls && { calls, end: end! };
}

/** Python text up to a closing literal, all of it calls. */
export function pythonBlock(close: string): CallReader {
  return function* (input, at, _opening, tools) {
    const end = (yield* find(input, [close], at))?.at;
    const calls = end === undefined ? undefined : pythonCalls(input.text.slice(at, end), tools);
    return calls && { calls, end: end! + close.length };
  };
}
