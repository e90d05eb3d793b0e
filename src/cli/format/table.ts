import { displayWidth } from "./display_width.ts";

/** Spaces behind every cell, as Ollama's tables have them; those at the end of a line are left out. */
const PADDING = "    ";

/** A table of text: no borders, left-aligned, each column as wide as its widest cell. The header stands even alone. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return alignedLines([header, ...rows]);
}

/** Lines of cells, each column as wide as its widest cell. A line may have fewer cells than another. */
export function alignedLines(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(cell));
    }
  }
  const padded = (cell: string, column: number) =>
    cell + " ".repeat(widths[column]! - displayWidth(cell)) + PADDING;
  return rows.map((row) => `${row.map(padded).join("").trimEnd()}\n`).join("");
}
