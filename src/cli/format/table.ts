/** Spaces behind every cell, the last one's included, as Ollama's tables have them. */
const PADDING = "    ";

/** A table of text: no borders, left-aligned, each column as wide as its widest cell. The header stands even alone. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length))
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, column) => cell.padEnd(widths[column]!) + PADDING).join("").trimEnd() + "\n";
  return [header, ...rows].map(line).join("");
}
