import { bracketEnd, type Input, oneOf, skipSpace, type Wait } from "./input.ts";
import { isRecord, readJson, type ToolCall, toolCallsOf, type ToolTable } from "./tool_call.ts";

/** Calls and the index after them. */
export interface Reading {
  /** The calls; none where the text only says that content follows. */
  calls: ToolCall[];
  /** Where the text goes on. */
  end: number;
}

/**
 * Reads calls from an index on, where `opening` stands before it (empty: the answer or what follows a call begins
 * here). `undefined` when there are none.
 */
export type CallReader = (
  input: Input,
  at: number,
  opening: string,
  tools: ToolTable,
) => Wait<Reading | undefined>;

/** A JSON value and the index after it. */
export interface JsonReading {
  /** The value. */
  value: unknown;
  /** Where the text goes on. */
  end: number;
}

/** A JSON object or array, after space. */
export function* jsonValue(input: Input, at: number): Wait<JsonReading | undefined> {
  const start = yield* skipSpace(input, at);
  if ((yield* oneOf(input, ["{", "["], start)) === undefined) return undefined;
  const end = yield* bracketEnd(input, start, "json");
  if (end === undefined) return undefined;
  const value = readJson(input.text.slice(start, end));
  return value === undefined ? undefined : { value, end };
}

/** A JSON object: the arguments of a tool whose name is known. */
export function* jsonArguments(
  input: Input,
  at: number,
  name: string,
  tools: ToolTable,
): Wait<Reading | undefined> {
  if (!tools.has(name)) return undefined;
  const json = yield* jsonValue(input, at);
  if (!json || !isRecord(json.value)) return undefined;
  return { calls: [{ name, arguments: json.value }], end: json.end };
}

/** Characters of names in front of their arguments. */
export const NAME = /[\w.:/-]/;

/** JSON that names the tools itself: an object, or an array of them. */
export function* jsonCalls(
  input: Input,
  at: number,
  _opening: string,
  tools: ToolTable,
): Wait<Reading | undefined> {
  const json = yield* jsonValue(input, at);
  const calls = json && toolCallsOf(json.value, tools);
  return calls && { calls, end: json.end };
}
