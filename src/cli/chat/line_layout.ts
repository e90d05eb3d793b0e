import { graphemes, graphemeWidth } from "../format/display_width.ts";
import { printable } from "../format/printable.ts";

/** Columns between two tab stops. */
const TAB = 8;

/** What is laid out. */
export interface LineContent {
  /** What stands in front of the first line. */
  prompt: string;
  /** What stands in front of the others. */
  more: string;
  /** The text; line feeds between its lines. */
  text: string;
  /** UTF-16 units of the text in front of the cursor. */
  cursor: number;
}

/** The rows of a terminal that a text takes. */
export interface LineLayout {
  /** What each shows. */
  rows: string[];
  /** The row of the cursor, from 0. */
  row: number;
  /** The column of the cursor, from 0. */
  column: number;
}

/** Lays a text out in rows of so many columns; a character that does not fit goes to the next row. */
export function lineLayout(content: LineContent, columns: number): LineLayout {
  const { prompt, more, text, cursor } = content;
  const rows: string[] = [""];
  let column = 0;
  let place: { row: number; column: number } | undefined;
  let at = 0;
  const startRow = () => {
    rows.push("");
    column = 0;
  };
  const mark = () => {
    if (place !== undefined || at < cursor) return;
    // Behind a full row the cursor stands at the beginning of the next.
    if (column >= columns) startRow();
    place = { row: rows.length - 1, column };
  };
  const put = (grapheme: string, beforeIt = () => {}) => {
    const isTab = grapheme === "\t";
    const width = isTab
      ? Math.max(1, Math.min(TAB - column % TAB, columns - column))
      : graphemeWidth(grapheme);
    if (column + width > columns && column > 0) startRow();
    beforeIt();
    rows[rows.length - 1] += isTab ? " ".repeat(width) : grapheme;
    column += width;
  };
  for (const grapheme of graphemes(prompt)) put(grapheme);
  for (const grapheme of graphemes(text)) {
    if (grapheme === "\n") {
      mark();
      startRow();
      for (const part of graphemes(more)) put(part);
    } else put(grapheme === "\t" ? grapheme : printable(grapheme), mark);
    at += grapheme.length;
  }
  mark();
  return { rows, ...place! };
}
