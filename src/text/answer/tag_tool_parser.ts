import { overlap } from "./overlap.ts";
import {
  type AnswerPiece,
  type DeclaredTool,
  isRecord,
  readJson,
  type ToolCall,
  toolCallOf,
  type ToolCallParser,
  type ToolTable,
  toolTable,
} from "./tool_call.ts";

/**
 * Finds tool calls after a tag in the way of Ollama, which knows no more of the model's syntax: the first JSON object with a
 * declared tool's name in or before it is a call (or several, in a list inside it), then the next. Text after the first call is the tags' rest and is
 * not shown.
 *
 * The tags `{` and `[` count only where the answer begins with them; an answer that turns out to be no call is content. After
 * any other tag an object that is no call is content, but one that is cut off is, as in Ollama, not shown.
 */
export class TagToolParser implements ToolCallParser {
  readonly #tools: ToolTable;
  readonly #bracket: boolean;
  #state: "tag" | "calls" | "done" = "tag";
  #buffer = "";
  #remaining = "";
  #calls = 0;
  #scan: ObjectScan;

  /** Starts at the beginning of an answer. */
  constructor(private readonly tag: string, tools: readonly DeclaredTool[]) {
    this.#tools = toolTable(tools);
    this.#bracket = tag === "{" || tag === "[";
    this.#scan = new ObjectScan(this.#bracket);
  }

  /**
   * What Ollama shows at the end of the answer where no call was found. It is what {@linkcode flush} gives, with one
   * exception: an answer that has `{` or `[` later than at its start is shown when it arrives, and Ollama repeats its end.
   */
  get remaining(): string {
    if (!this.#bracket || this.#calls > 0) return "";
    return this.#state === "calls" ? this.#buffer : this.#remaining;
  }

  /** Takes the next text; gives what is certain now. */
  push(text: string): AnswerPiece {
    const piece: AnswerPiece = { thinking: "", content: "", calls: [] };
    this.#buffer += text;
    while (this.#step(piece));
    this.#calls += piece.calls.length;
    return piece;
  }

  /** Ends the answer; gives what was held back. */
  flush(): AnswerPiece {
    const shown = this.#state === "tag" || (this.#bracket && this.#calls === 0);
    const content = shown ? this.#buffer : "";
    this.#buffer = "";
    this.#state = "done";
    return { thinking: "", content, calls: [] };
  }

  /** Moves on by one tag or object; says whether there may be another. */
  #step(piece: AnswerPiece): boolean {
    if (this.#state === "tag") return this.#findTag(piece);
    if (this.#state === "calls") return this.#findObject(piece);
    piece.content += this.#take();
    return false;
  }

  #findTag(piece: AnswerPiece): boolean {
    const at = this.#buffer.indexOf(this.tag);
    const certain = at === -1 ? this.#buffer.length - overlap(this.#buffer, [this.tag]) : at;
    const before = this.#take(certain);
    piece.content += before;
    if (this.#bracket && before.trim() !== "") {
      this.#remaining = this.#buffer;
      this.#state = "done";
      return true;
    }
    if (at !== -1) this.#state = "calls";
    return at !== -1;
  }

  #findObject(piece: AnswerPiece): boolean {
    const end = this.#scan.next(this.#buffer);
    if (end === undefined) return false;
    const object = this.#scan.object;
    const calls = object === undefined ? [] : this.#callsIn(object, end);
    if (calls.length > 0) {
      this.#take(end);
      piece.calls.push(...calls);
    } else if (this.#bracket) {
      if (this.#scan.depth > 0) return true;
      this.#state = "done";
      return true;
    } else {
      piece.content += this.#take(end);
      this.#state = "tag";
    }
    this.#scan = new ObjectScan(this.#bracket);
    return true;
  }

  /** The calls that an object makes, or the one that a name before it makes of it. */
  #callsIn(start: number, end: number): ToolCall[] {
    const value = readJson(this.#buffer.slice(start, end));
    if (!isRecord(value)) return [];
    const calls = callsWithin(value, this.#tools);
    const name = firstName(this.#buffer.slice(0, start), this.#tools);
    return calls.length > 0 || name === undefined ? calls : [{ name, arguments: value }];
  }

  #take(length = this.#buffer.length): string {
    const text = this.#buffer.slice(0, length);
    this.#buffer = this.#buffer.slice(length);
    return text;
  }
}

/** The calls in a value; an object with a name is one itself or none. */
function callsWithin(value: unknown, tools: ToolTable): ToolCall[] {
  if (typeof value !== "object" || value === null) return [];
  const call = toolCallOf(value, tools, true);
  if (call) return [call];
  if (isRecord(value) && typeof value.name === "string") return [];
  return Object.values(value).flatMap((item) => callsWithin(item, tools));
}

/** The name that comes first in a text; of two at one place the longer. */
function firstName(text: string, tools: ToolTable): string | undefined {
  return [...tools.keys()]
    .filter((name) => text.includes(name))
    .sort((a, b) => text.indexOf(a) - text.indexOf(b) || b.length - a.length)[0];
}

/** Finds where objects, and lists if asked, end in text that grows, each character read once. */
class ObjectScan {
  /** Start of the outermost object that ended last; `undefined` when a list ended. */
  object: number | undefined;
  /** How many brackets are open. */
  depth = 0;
  #at = 0;
  #braces = 0;
  #start = 0;
  #quoted = false;

  constructor(private readonly lists: boolean) {}

  /** The index after the next object, or after the outermost list; `undefined` while there is none. */
  next(text: string): number | undefined {
    while (this.#at < text.length) {
      const character = text[this.#at]!;
      if (this.#quoted && character === "\\") {
        if (this.#at + 1 === text.length) return undefined;
        this.#at++;
      } else if (character === '"') this.#quoted = !this.#quoted;
      else if (!this.#quoted && this.#move(character)) return this.#at;
      this.#at++;
    }
    return undefined;
  }

  /** Counts a bracket; moves past one that ends something and says so. */
  #move(character: string): boolean {
    if (character === "{") {
      if (this.#braces++ === 0) this.#start = this.#at;
      this.depth++;
    } else if (character === "[" && this.lists) this.depth++;
    else if (character === "}" && this.#braces > 0) {
      this.depth = Math.max(0, this.depth - 1);
      if (--this.#braces > 0) return false;
      this.object = this.#start;
      this.#at++;
      return true;
    } else if (character === "]" && this.lists && this.depth > 0 && --this.depth === 0) {
      this.object = undefined;
      this.#at++;
      return true;
    }
    return false;
  }
}
