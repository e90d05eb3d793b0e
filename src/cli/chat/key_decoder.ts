// deno-lint-ignore-file no-control-regex -- these are keys
import type { Typed } from "../paste_splitter.ts";
import type { EditAction } from "./edit_buffer.ts";

/** What a key asks for. */
export type KeyAction =
  | EditAction
  | "up"
  | "down"
  /** Completes the line. */
  | "enter"
  /** Ctrl-C. */
  | "interrupt"
  /** Ctrl-D: leaves an empty line, else erases to the right. */
  | "end"
  /** Ctrl-G: the text goes to another editor. */
  | "edit"
  /** Ctrl-R: looks for an earlier line. */
  | "search"
  | "clearScreen"
  | "suspend"
  /** Escape before another key, or a key that means nothing here: ends a search. */
  | "escape";

/** A key, or text that was typed or pasted. */
export type Key = { action: KeyAction } | { text: string };

/** What keys send, without the Escape in front that most share (xterm, VT220, rxvt, the Linux console). */
const CONTROLS: Readonly<Record<string, KeyAction>> = {
  "\x01": "lineStart",
  "\x02": "left",
  "\x03": "interrupt",
  "\x04": "end",
  "\x05": "lineEnd",
  "\x06": "right",
  "\x07": "edit",
  "\x08": "eraseLeft",
  "\n": "enter",
  "\x0b": "eraseToLineEnd",
  "\x0c": "clearScreen",
  "\r": "enter",
  "\r\n": "enter",
  "\x0e": "down",
  "\x10": "up",
  "\x12": "search",
  "\x14": "swap",
  "\x15": "eraseToLineStart",
  "\x17": "eraseToSpace",
  "\x19": "putBack",
  "\x1a": "suspend",
  "\x7f": "eraseLeft",
};

const ESCAPED: Readonly<Record<string, KeyAction>> = {
  "b": "wordLeft",
  "f": "wordRight",
  "d": "eraseWordRight",
  "\x7f": "eraseWordLeft",
  "\x08": "eraseWordLeft",
  "[A": "up",
  "OA": "up",
  "[B": "down",
  "OB": "down",
  "[C": "right",
  "OC": "right",
  "[D": "left",
  "OD": "left",
  "[H": "lineStart",
  "OH": "lineStart",
  "[1~": "lineStart",
  "[7~": "lineStart",
  "[F": "lineEnd",
  "OF": "lineEnd",
  "[4~": "lineEnd",
  "[8~": "lineEnd",
  "[3~": "eraseRight",
  "[1;5C": "wordRight",
  "[1;3C": "wordRight",
  "Oc": "wordRight",
  "\x1b[C": "wordRight",
  "[1;5D": "wordLeft",
  "[1;3D": "wordLeft",
  "Od": "wordLeft",
  "\x1b[D": "wordLeft",
  "[3;5~": "eraseWordRight",
  "[3;3~": "eraseWordRight",
};

/** A control sequence, an escaped character, a control character, or text (ECMA-48, 5.4). */
const TOKEN =
  /\x1b(\x1b?(?:\[\[.|\[[0-?]*[ -/]*[@-~]|O[@-~])|[^\x1b[O])|\r\n|\t|[\0-\x1f\x7f]|[^\0-\x1f\x7f]+/gsu;

/** What may be the beginning of a sequence. */
const BEGUN = /\x1b\x1b?(?:\[[0-?]*[ -/]*|\[\[|O)?$/;

/** Tells keys apart in what a terminal sends, in pieces that may end inside a key's sequence. */
export class KeyDecoder {
  #rest = "";

  /** The keys of a piece. Those without a meaning are left out; pasted text has none of them. */
  push({ text, pasted }: Typed): Key[] {
    if (pasted) {
      this.#rest = "";
      return [{ text }];
    }
    const whole = this.#rest + text;
    const end = BEGUN.exec(whole)?.index ?? whole.length;
    this.#rest = whole.slice(end);
    return [...whole.slice(0, end).matchAll(TOKEN)].flatMap(([token, escaped]): Key[] => {
      if (escaped !== undefined) {
        return [{ action: ESCAPED[escaped] ?? CONTROLS[escaped] ?? "escape" }];
      }
      const action = CONTROLS[token];
      if (action !== undefined) return [{ action }];
      const plain = token.replace(/[\0-\x08\x0a-\x1f\x7f-\x9f]/g, "");
      return plain === "" ? [] : [{ text: plain }];
    });
  }
}
