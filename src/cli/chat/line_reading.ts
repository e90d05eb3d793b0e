import { displayWidth } from "../format/display_width.ts";
import { EditBuffer } from "./edit_buffer.ts";
import { HistorySearch } from "./history_search.ts";
import type { Key, KeyAction } from "./key_decoder.ts";
import { type LineLayout, lineLayout } from "./line_layout.ts";

/** What came of asking for a message. */
export type LineResult =
  /** Enter, and what was typed. */
  | { type: "line"; text: string }
  /** Ctrl-C, and what had been typed. */
  | { type: "interrupt"; text: string }
  /** Ctrl-D in an empty line, or a terminal that is gone. */
  | { type: "end" };

/** What a key asks for that the text alone cannot do. */
export type LineRequest = "clearScreen" | "suspend" | "edit";

/** How a message is asked for. */
export interface LineStyle {
  /** What stands in front of its first line. */
  prompt: string;
  /** What stands in front of the others. */
  more: string;
  /** What is shown, in grey, behind the prompt of the line that the cursor is in, while that is empty. */
  hint(text: string): string;
  /** Whether Enter begins another line, since the text cannot end yet. */
  isOpen(text: string): boolean;
}

/** A message while it is typed: its text, the way through earlier ones, and the search among them. */
export class LineReading {
  readonly #style: LineStyle;
  readonly #history: readonly string[];
  readonly #buffer = new EditBuffer();
  /** The message of the history that is shown; -1 for the new one. */
  #place = -1;
  /** The new one, while another is shown. */
  #draft = "";
  #search: HistorySearch | undefined;

  /** Begins with an empty text. `history`: earlier messages, newest first. */
  constructor(style: LineStyle, history: readonly string[]) {
    this.#style = style;
    this.#history = history;
  }

  /** What has been typed. */
  get text(): string {
    return this.#buffer.text;
  }

  /** Takes another text. */
  replace(text: string): void {
    this.#buffer.replace(text);
  }

  /** Takes a key; says what came of it when it ends the message, or what else it asks for. */
  press(key: Key): LineResult | LineRequest | undefined {
    if (this.#search !== undefined && this.#pressInSearch(this.#search, key)) return undefined;
    if (!("text" in key)) return this.#act(key.action);
    this.#buffer.insert(key.text);
    return undefined;
  }

  /** The rows that it takes, in a terminal of so many columns. */
  layout(columns: number, colour: boolean): LineLayout {
    const { prompt, more, hint } = this.#style;
    const { text, cursor, inLastLine } = this.#buffer;
    if (this.#search !== undefined) {
      return lineLayout({ prompt: this.#search.prompt, more, text, cursor }, columns);
    }
    const layout = lineLayout({ prompt, more, text, cursor }, columns);
    if (colour && inLastLine && (text === "" || text.endsWith("\n"))) {
      const shown = hint(text);
      const fits = layout.column + displayWidth(shown) < columns;
      if (shown !== "" && fits) layout.rows[layout.row] += `\x1b[90m${shown}\x1b[0m`;
    }
    return layout;
  }

  /** Puts the cursor at the end, for the last look at the text. */
  leave(): void {
    this.#search = undefined;
    this.#buffer.replace(this.text);
  }

  #act(action: KeyAction): LineResult | LineRequest | undefined {
    const { text } = this;
    switch (action) {
      case "enter":
        if (!this.#style.isOpen(text)) return { type: "line", text };
        this.#buffer.insert("\n");
        break;
      case "interrupt":
        return { type: "interrupt", text };
      case "end":
        if (text === "") return { type: "end" };
        this.#buffer.apply("eraseRight");
        break;
      case "up":
        if (this.#buffer.inFirstLine) this.#show(this.#place + 1);
        else this.#buffer.apply("lineUp");
        break;
      case "down":
        if (this.#buffer.inLastLine) this.#show(this.#place - 1);
        else this.#buffer.apply("lineDown");
        break;
      case "search":
        if (this.#place < 0) this.#draft = text;
        this.#search = new HistorySearch(this.#history);
        break;
      case "escape":
        break;
      case "clearScreen":
      case "suspend":
      case "edit":
        return action;
      default:
        this.#buffer.apply(action);
    }
    return undefined;
  }

  #show(place: number): void {
    if (place < -1 || place >= this.#history.length) return;
    if (this.#place < 0) this.#draft = this.text;
    this.#place = place;
    this.#buffer.replace(place < 0 ? this.#draft : this.#history[place]!);
  }

  /** Whether the search has taken the key; any key that it does not know ends it, and does what it does. */
  #pressInSearch(search: HistorySearch, key: Key): boolean {
    if ("text" in key) search.add(key.text);
    else if (key.action === "search") search.next();
    else if (key.action === "eraseLeft") search.eraseLeft();
    else {
      this.#search = undefined;
      // Ctrl-C and Ctrl-G give the search up, not the line.
      if (key.action !== "interrupt" && key.action !== "edit") return false;
      this.#place = -1;
      this.#buffer.replace(this.#draft);
      return true;
    }
    const { found } = search;
    if (found !== undefined) this.#buffer.replace(found.text, found.cursor);
    return true;
  }
}
