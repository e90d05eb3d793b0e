import { type Dimension, formatShape } from "../../base/mod.ts";
import { goNumber } from "./go_number.ts";
import { humanNumber } from "./human_number.ts";
import { printable } from "./printable.ts";
import { alignedLines } from "./table.ts";

/** An input or output of a network. */
export interface ShownValue {
  /** Its name. */
  name: string;
  /** Its shape; a dimension that is not fixed has a name. */
  shape: Dimension[];
}

/** What `/api/show` says of a model. Servers of other versions may leave fields out. */
export interface ShowReply {
  /** The model's full name. */
  name?: string;
  /** What it is, in short. */
  details: { family?: string; parameter_size?: string; quantization_level?: string };
  /** What its file says, by key; numbers may be large. */
  model_info?: Record<string, unknown> | null;
  /** The same of the network that turns images or sound into its tokens. */
  projector_info?: Record<string, unknown> | null;
  /** What it can do. */
  capabilities?: string[] | null;
  /** What it is, in the words of who made it. */
  description?: string;
  /** The oldest version that runs it. */
  requires?: string;
  /** Sampling options, a line each. */
  parameters?: string;
  /** The system message. */
  system?: string;
  /** The licence. */
  license?: string;
  /** The chat template. */
  template?: string;
  /** The file that would make the same model. */
  modelfile?: string;
  /** What it takes. */
  inputs?: ShownValue[];
  /** What it gives. */
  outputs?: ShownValue[];
  /** Its weights; only a request with `verbose` gets them. */
  tensors?: { name: string; type: string; shape: number[] }[] | null;
}

/** How many lines of a long text are shown. */
const HEAD = 2;

/** The most columns that a list in the metadata takes before it is cut. */
const LIST_WIDTH = 10;

/**
 * What a model is, takes and gives, for a reader: a summary, then sections as Ollama has them (Model, Capabilities,
 * Projector, Parameters, System, License), each followed by an empty line.
 *
 * @param options `verbose` adds all metadata and the list of tensors.
 */
export function showInfo(
  reply: ShowReply,
  { verbose = false }: { verbose?: boolean } = {},
): string {
  const projector = reply.projector_info;
  const sections: [title: string, rows: string[][]][] = [
    ["Model", modelRows(reply)],
    ["Capabilities", (reply.capabilities ?? []).map((capability) => [capability])],
    ["Projector", projector ? projectorRows(projector) : []],
    ["Parameters", parameterRows(reply.parameters ?? "")],
    ["Metadata", verbose ? metadataRows(reply.model_info ?? {}) : []],
    ["Tensors", verbose ? tensorRows(reply) : []],
    ["System", head(reply.system ?? "")],
    ["License", head(reply.license ?? "")],
  ];
  return summary(reply) + "\n" +
    sections.map(([title, rows]) => rows.length === 0 ? "" : section(title, rows)).join("");
}

function summary(reply: ShowReply): string {
  const { name = "", details, description, model_info, inputs, outputs } = reply;
  const architecture = model_info?.["general.architecture"] ?? details.family ?? "";
  const shapes = (title: string, values: readonly ShownValue[] | undefined) =>
    values === undefined ? "" : `\n${title}:\n` +
      values.map(({ name, shape }) => `  ${printable(name)}: ${formatShape(shape)}\n`).join("");
  return `Model: ${name}\n` +
    `Architecture: ${printable(String(architecture))}\n` +
    `Parameters: ${parameterCount(reply)}\n` +
    `Quantization: ${details.quantization_level ?? ""}\n` +
    `Format: .holo (compiled)\n` +
    (description ? `Description: ${printable(description)}\n` : "") +
    shapes("Input Shapes", inputs) + shapes("Output Shapes", outputs);
}

function section(title: string, rows: readonly string[][]): string {
  const lines = alignedLines(rows.map((row) => ["", ...row.map(printable)]));
  return `  ${title}\n${lines}\n`;
}

function modelRows(reply: ShowReply): string[][] {
  const { details, model_info: info, requires } = reply;
  const rows: string[][] = [];
  const architecture = String(info?.["general.architecture"] ?? (info ? "" : details.family ?? ""));
  if (architecture !== "") rows.push(["architecture", architecture]);
  const parameters = parameterCount(reply);
  if (parameters !== "") rows.push(["parameters", parameters]);
  for (const length of ["context", "embedding"]) {
    const value = info?.[`${architecture}.${length}_length`];
    if (typeof value === "number") rows.push([`${length} length`, String(value)]);
  }
  rows.push(["quantization", details.quantization_level ?? ""]);
  if (requires) rows.push(["requires", requires]);
  return rows;
}

function parameterCount({ details, model_info }: ShowReply): string {
  if (details.parameter_size) return details.parameter_size;
  const count = model_info?.["general.parameter_count"];
  return typeof count === "number" ? humanNumber(count) : "";
}

function projectorRows(info: Record<string, unknown>): string[][] {
  const architecture = String(info["general.architecture"] ?? "");
  const count = info["general.parameter_count"];
  const size = (key: string) => String(info[`${architecture}.vision.${key}`] ?? "");
  return [
    ["architecture", architecture],
    ["parameters", typeof count === "number" ? humanNumber(count) : ""],
    ["embedding length", size("embedding_length")],
    ["dimensions", size("projection_dim")],
  ];
}

/** The key of each line, and its value. */
function parameterRows(text: string): string[][] {
  return text.split("\n").map((line) => line.trim()).filter((line) => line !== "")
    .map((line) => /^(\S+)\s+(.*)$/.exec(line)?.slice(1) ?? [line]);
}

function metadataRows(info: Record<string, unknown>): string[][] {
  return Object.entries(info).filter(([, value]) => value !== null)
    .sort(([a], [b]) => a < b ? -1 : 1)
    .map(([key, value]) => [key, Array.isArray(value) ? listText(value) : valueText(value)]);
}

function valueText(value: unknown): string {
  if (typeof value === "number") return goNumber(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** As many values as have room, and how many more there are: `[1 2 3 ...+5 more]`. */
function listText(values: readonly unknown[]): string {
  const shown: string[] = [];
  let width = 1;
  for (const value of values) {
    const text = valueText(value);
    width += text.length + (shown.length > 0 ? 2 : 0);
    if (shown.length > 0 && width > LIST_WIDTH) break;
    shown.push(text);
  }
  const more = values.length - shown.length;
  return `[${shown.join(" ")}${more > 0 ? ` ...+${more} more` : ""}]`;
}

function tensorRows({ tensors }: ShowReply): string[][] {
  return (tensors ?? []).map(({ name, type, shape }) => [name, type, `[${shape.join(" ")}]`]);
}

/** The first lines of a text that are not empty. */
function head(text: string): string[][] {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  return [...lines.slice(0, HEAD), ...(lines.length > HEAD ? ["..."] : [])].map((line) => [line]);
}
