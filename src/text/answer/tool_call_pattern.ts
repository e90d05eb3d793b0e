import { type DeclaredTool, isRecord } from "./tool_call.ts";
import type { ToolCallFormat } from "./tool_call_format.ts";

/** What an answer must be so that it is a tool call: a literal, JSON, a literal. */
export interface ToolCallPattern {
  /** What comes first. */
  prefix: string;
  /** What comes last. */
  suffix: string;
  /** JSON schema of what stands between. */
  schema: Record<string, unknown>;
}

type Schema = Record<string, unknown>;

/** Keys under which values stand, no schemas. */
const VALUES = ["const", "default", "enum", "examples"];

/**
 * The pattern that forces an answer to be a call of one of the tools, as the format's template writes past calls.
 *
 * `undefined` where JSON alone cannot say it. That is so for `qwen3_coder`, `pythonic`, `tool_code` and `gemma4`, whose
 * arguments are no JSON, and, with more than one tool, for the formats whose names stand before the JSON:
 * `functionary_v3_1`, `functionary_v3_2`, `mistral_args`, `deepseek`, `harmony` (the caller can ask for one tool at a
 * time). It is also `undefined` without tools.
 *
 * References (`$ref`) in the tools' schemas are made to point to their new places.
 */
export function toolCallPattern(
  format: ToolCallFormat,
  tools: readonly DeclaredTool[],
): ToolCallPattern | undefined {
  const first = tools[0];
  if (!first) return undefined;
  const one = (prefix: string, suffix: string): ToolCallPattern | undefined =>
    tools.length === 1
      ? { prefix, suffix, schema: moved(first.parameters ?? { type: "object" }, "#") }
      : undefined;
  const object = (prefix: string, suffix: string, keys?: Keys): ToolCallPattern => (
    { prefix, suffix, schema: callSchema(tools, "#", keys) }
  );
  const list = (prefix: string, suffix: string, keys?: Keys): ToolCallPattern => (
    {
      prefix,
      suffix,
      schema: { type: "array", minItems: 1, items: callSchema(tools, "#/items", keys) },
    }
  );
  switch (format.kind) {
    case "tag":
      if (format.tag === "[") return list("", "");
      return object(format.tag === "{" ? "" : format.tag, "");
    case "hermes":
    case "smollm3":
      return object("<tool_call>\n", "\n</tool_call>");
    case "llama":
      return object("", "", { values: "parameters" });
    case "mistral":
      return list("[TOOL_CALLS]", "");
    case "phi4":
      return list("<|tool_call|>", "<|/tool_call|>");
    case "firefunction":
      return list(" functools", "");
    case "command_r7b":
      return list("<|START_ACTION|>", "<|END_ACTION|>", { id: "tool_call_id", ...COHERE });
    case "command_r_plus":
      return list("Action:\n```json\n", "```", COHERE);
    case "functionary_v3_1":
      return one(`<function=${first.name}>`, "</function>");
    case "functionary_v3_2":
      return one(`${first.name}\n`, "");
    case "mistral_args":
      return one(`[TOOL_CALLS]${first.name}[ARGS]`, "");
    case "deepseek":
      return one(
        `<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>${first.name}\n\`\`\`json\n`,
        "\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
      );
    case "harmony":
      return one(` to=functions.${first.name}<|channel|>commentary json<|message|>`, "<|call|>");
    case "qwen3_coder":
    case "pythonic":
    case "tool_code":
    case "gemma4":
      return undefined;
  }
}

/** The keys of a call, `name` and `arguments` unless given. */
interface Keys {
  id?: string;
  name?: string;
  values?: string;
}

const COHERE: Keys = { name: "tool_name", values: "parameters" };

/** Schema of one call of any of the tools; `root` is where it will stand. */
function callSchema(tools: readonly DeclaredTool[], root: string, keys: Keys = {}): Schema {
  const { id, name = "name", values = "arguments" } = keys;
  const identified = id === undefined ? {} : { [id]: { type: "string" } };
  return {
    anyOf: tools.map((tool, index) => {
      const place = `${root}/anyOf/${index}/properties/${values}`;
      const properties = {
        ...identified,
        [name]: { const: tool.name },
        [values]: moved(tool.parameters ?? { type: "object" }, place),
      };
      return {
        type: "object",
        properties,
        required: Object.keys(properties),
        additionalProperties: false,
      };
    }),
  };
}

/** A schema whose references to its own root point to where it stands now. */
function moved(schema: Readonly<Schema>, root: string): Schema {
  const own = typeof schema.$id === "string"; // references are relative to that then
  return root === "#" || own ? { ...schema } : repointed(schema, root) as Schema;
}

function repointed(node: unknown, root: string): unknown {
  if (Array.isArray(node)) return node.map((item) => repointed(item, root));
  if (!isRecord(node)) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => {
      if (VALUES.includes(key)) return [key, value];
      const isOwn = key === "$ref" && typeof value === "string" && /^#(?:\/|$)/.test(value);
      return [key, isOwn ? root + value.slice(1) : repointed(value, root)];
    }),
  );
}
