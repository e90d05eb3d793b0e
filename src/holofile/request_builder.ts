import { HologramError } from "../base/mod.ts";
import { type HolofileCommand, type HolofileMessage, splitMessage } from "./holofile_command.ts";
import { holofileError } from "./holofile_error.ts";
import { parseInput } from "./parse_input.ts";
import { type ParameterValue, parseParameter } from "./parse_parameter.ts";

/** What a Holofile puts into the body of `POST /api/create`; what it does not say is left out. */
export interface HolofileRequest {
  /** The model that this one is made from; absent where it is made from files. */
  from?: string;
  /** Chat template. */
  template?: string;
  /** System prompt. */
  system?: string;
  /** Licences. */
  license?: string[];
  /** Options of the model. */
  parameters?: Record<string, ParameterValue>;
  /** Messages that start each conversation. */
  messages?: HolofileMessage[];
  /** Adapters, as they stand in the Holofile. */
  adapters?: string[];
  /** The draft model, as it stands in the Holofile. */
  draft?: string;
  /** What makes prompts, by name. */
  renderer?: string;
  /** What reads answers, by name. */
  parser?: string;
  /** The lowest version that can run the model, `0.14.0`. */
  requires?: string;
  /** Shapes to which inputs are fixed. */
  inputs?: Record<string, number[]>;
  /** Most memory that loading may take, in MB. */
  memory_budget?: number;
  /** Whether several threads run it. */
  parallel?: boolean;
  /** What the model is, in words. */
  description?: string;
}

/** What a Holofile asks for. */
export interface HolofileResult {
  /** The body of `POST /api/create`, but for the model's name and what becomes of the files. */
  request: HolofileRequest;
  /** Absolute paths of the files and folders that `FROM` names, in its order. */
  files: string[];
  /** What was left out or replaced, a sentence each. */
  warnings: string[];
}

/** Parameters that Ollama had once: they change nothing, and a file that has one still works. */
const DEPRECATED: readonly string[] = [
  "penalize_newline",
  "low_vram",
  "f16_kv",
  "logits_all",
  "vocab_only",
  "use_mlock",
  "mirostat",
  "mirostat_tau",
  "mirostat_eta",
];

/** Collects what the commands of a Holofile say. */
export class RequestBuilder {
  readonly #request: HolofileRequest = {};
  readonly #files: string[] = [];
  readonly #warnings: string[] = [];
  /** Maps, not objects, since they hold names from a file. */
  readonly #parameters = new Map<string, ParameterValue>();
  readonly #inputs = new Map<string, number[]>();
  /** Where that was said which can only be said once. */
  readonly #lines = new Map<string, number>();

  /** Takes a `FROM`: what was found at its path, or the model that it names. */
  addFrom(line: number, from: { path: string } | { model: string }): void {
    if (this.#request.from !== undefined || ("model" in from && this.#files.length > 0)) {
      throw holofileError(line, "FROM may name one model, or several files, not more than that");
    }
    if ("path" in from) this.#files.push(from.path);
    else this.#request.from = from.model;
  }

  /** Takes any other command. */
  add({ name, args, line }: HolofileCommand): void {
    const request = this.#request;
    switch (name) {
      case "license":
        return void (request.license ??= []).push(args);
      case "message":
        return void (request.messages ??= []).push(splitMessage(args));
      case "adapter":
        return void (request.adapters ??= []).push(args);
      case "input":
        return this.#addInput(args, line);
      case "template":
      case "system":
      case "draft":
      case "renderer":
      case "parser":
      case "description":
        request[name] = args;
        break;
      case "requires":
        request.requires = version(args, line);
        break;
      case "memory_budget":
        request.memory_budget = megabytes(args, line);
        break;
      case "parallel":
        request.parallel = trueOrFalse(args, line);
        break;
      default:
        return this.#addParameter(name, args, line);
    }
    this.#noteReplaced(name.toUpperCase(), line);
  }

  /** All that was said. */
  result(): HolofileResult {
    const request = this.#request;
    if (this.#parameters.size > 0) request.parameters = Object.fromEntries(this.#parameters);
    if (this.#inputs.size > 0) request.inputs = Object.fromEntries(this.#inputs);
    return { request, files: this.#files, warnings: this.#warnings };
  }

  #addInput(args: string, line: number): void {
    const { name, shape } = parseInput(args, line);
    if (this.#inputs.has(name)) {
      throw holofileError(line, `INPUT ${name} was given before: expected each input once`);
    }
    this.#inputs.set(name, shape);
  }

  #addParameter(name: string, args: string, line: number): void {
    if (DEPRECATED.includes(name)) {
      this.#warnings.push(`Line ${line}: parameter ${name} is deprecated and left out`);
      return;
    }
    const value = parameter(name, args, line);
    const before = this.#parameters.get(name);
    if (Array.isArray(value) && Array.isArray(before)) {
      this.#parameters.set(name, [...before, ...value]);
      return;
    }
    this.#parameters.set(name, value);
    this.#noteReplaced(`PARAMETER ${name}`, line);
  }

  #noteReplaced(what: string, line: number): void {
    const before = this.#lines.get(what);
    if (before !== undefined) {
      this.#warnings.push(`Line ${line}: this ${what} replaces the one on line ${before}`);
    }
    this.#lines.set(what, line);
  }
}

function parameter(name: string, text: string, line: number): ParameterValue {
  try {
    return parseParameter(name, [text]);
  } catch (error) {
    if (!(error instanceof HologramError)) throw error;
    const { message, kind, hint } = error;
    throw new HologramError(message, { kind, hint: `Line ${line}: ${hint}`, cause: error });
  }
}

/** A semantic version, a shortened one (`1.2`) too; a leading `v` is left out. */
function version(text: string, line: number): string {
  const number = "(?:0|[1-9]\\d*)";
  const rest = "(?:-[0-9A-Za-z.-]+)?(?:\\+[0-9A-Za-z.-]+)?";
  const pattern = new RegExp(`^v?(${number}(?:\\.${number}(?:\\.${number}${rest})?)?)$`);
  const found = pattern.exec(text)?.[1];
  if (found !== undefined) return found;
  throw holofileError(line, `REQUIRES takes a version such as 0.14.0, got '${text}'`);
}

function megabytes(text: string, line: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (value > 0 && Number.isSafeInteger(value)) return value;
  throw holofileError(line, `MEMORY_BUDGET takes a whole number of MB above 0, got '${text}'`);
}

function trueOrFalse(text: string, line: number): boolean {
  const word = text.toLowerCase();
  if (word === "true" || word === "false") return word === "true";
  throw holofileError(line, `PARALLEL takes true or false, got '${text}'`);
}
