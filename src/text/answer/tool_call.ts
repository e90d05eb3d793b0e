import { HologramError, parseExactJson } from "../../base/mod.ts";

/** A call that the model makes; who shows it adds an index and an id. */
export interface ToolCall {
  /** Name of a declared tool. */
  name: string;
  /** Its arguments; integers outside ±(2^53 - 1) are big integers. */
  arguments: Record<string, unknown>;
}

/** A tool that the model may call. */
export interface DeclaredTool {
  /** Its name. */
  name: string;
  /** JSON schema of its arguments, an object's. */
  parameters?: Readonly<Record<string, unknown>>;
}

/** What a piece of an answer says. */
export interface AnswerPiece {
  /** What the model thinks. */
  thinking: string;
  /** What the user sees. */
  content: string;
  /** Calls that are complete. */
  calls: ToolCall[];
}

/** Separates tool calls from content as text arrives. */
export interface ToolCallParser {
  /** Takes the next text; gives what is certain now. */
  push(text: string): AnswerPiece;
  /** Ends the answer; gives what was held back. */
  flush(): AnswerPiece;
}

/** The declared tools by name. */
export type ToolTable = ReadonlyMap<string, DeclaredTool>;

/** The declared tools by name; of two with one name the first. */
export function toolTable(tools: readonly DeclaredTool[]): ToolTable {
  return new Map(tools.toReversed().map((tool) => [tool.name, tool]));
}

/**
 * The tools of a request, in OpenAI's form (`{type: "function", function: {name, description, parameters}}`) or with
 * the function's fields at the top.
 *
 * @throws {HologramError} `invalid` when one has no name, or `parameters` that are no object.
 */
export function declaredTools(tools: readonly unknown[]): DeclaredTool[] {
  return tools.map((tool, index) => {
    const fields = isRecord(tool) && isRecord(tool.function) ? tool.function : tool;
    if (!isRecord(fields) || typeof fields.name !== "string" || fields.name === "") {
      throw new HologramError(`Cannot use tool ${index}: expected a function with a name`, {
        kind: "invalid",
      });
    }
    const { name, parameters } = fields;
    if (parameters === undefined || parameters === null) return { name };
    if (isRecord(parameters)) return { name, parameters };
    throw new HologramError(
      `Cannot use tool ${JSON.stringify(name)}: expected its parameters to be a JSON schema`,
      { kind: "invalid" },
    );
  });
}

/** Whether a value is an object with fields: no array, not `null`. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of a JSON text, integers exact; `undefined` when it is no strict JSON (bare `NaN` included). */
export function readJson(text: string): unknown {
  try {
    const value = parseExactJson(text);
    return isFinite(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isFinite(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return true;
  return Object.values(value).every(isFinite);
}

/**
 * The call that a JSON object describes: `name` or `tool_name` with `arguments` or `parameters`, at the top or under
 * `function`; arguments may be JSON in a string. `undefined` when it is no call of a declared tool.
 *
 * @param strict whether an object without arguments is no call, for places where JSON may be the answer itself
 */
export function toolCallOf(value: unknown, tools: ToolTable, strict = false): ToolCall | undefined {
  if (!isRecord(value)) return undefined;
  const call = isRecord(value.function) ? value.function : value;
  const name = call.name ?? call.tool_name;
  if (typeof name !== "string" || !tools.has(name)) return undefined;
  const written = call.arguments ?? call.parameters;
  if (written === undefined || written === null) {
    return strict ? undefined : { name, arguments: {} };
  }
  const values = typeof written === "string" ? readJson(written) : written;
  return isRecord(values) ? { name, arguments: values } : undefined;
}

/** The calls of a JSON object or of an array of them; `undefined` unless all are calls of declared tools. */
export function toolCallsOf(
  value: unknown,
  tools: ToolTable,
  strict = false,
): ToolCall[] | undefined {
  const entries = Array.isArray(value) ? value : [value];
  const calls = entries.map((entry) => toolCallOf(entry, tools, strict));
  return calls.length > 0 && calls.every((call) => call !== undefined) ? calls : undefined;
}
