/** Text in any of TOML's four quotings, or a bare value up to what may end it. */
const SCALAR = new RegExp(
  [
    `"""(?:[^"\\\\]|\\\\[\\s\\S]|"(?!""))*"""(?:"{0,2})`,
    `'''[\\s\\S]*?'''(?:'{0,2})`,
    `"(?:[^"\\\\\\n]|\\\\.)*"`,
    `'[^'\\n]*'`,
    `[^,\\]}#\\s][^,\\]}#\\r\\n]*`,
  ].join("|"),
  "y",
);
const KEY_PART = /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[\w-]+/y;
const BLANK = /(?:\s|#[^\n]*)*/y;

/**
 * The line, counted from 1, on which each table and key of a TOML document is first named; keys are as
 * {@linkcode tomlPath} writes them. For documents that a parser has accepted: at anything else the search ends
 * with what it has found.
 */
export function tomlLines(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  let position = 0;

  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    const found = pattern.exec(text)?.[0];
    position += found?.length ?? 0;
    return found;
  };
  const takeBlank = () => void take(BLANK);
  const takeMark = (mark: string): boolean => {
    if (!text.startsWith(mark, position)) return false;
    position += mark.length;
    return true;
  };
  /** Reads a dotted key and notes each of its steps under the table it stands in. */
  const takeKey = (table: readonly string[]): string[] | undefined => {
    const path = [...table];
    const line = text.slice(0, position).split("\n").length;
    do {
      takeBlank();
      const part = take(KEY_PART);
      if (part === undefined) return undefined;
      path.push(unquote(part));
      if (!lines.has(tomlPath(path))) lines.set(tomlPath(path), line);
      takeBlank();
    } while (takeMark("."));
    return path;
  };
  const takePair = (table: readonly string[]): boolean => {
    const path = takeKey(table);
    return path !== undefined && takeMark("=") && takeValue(path);
  };
  const takeList = (end: string, item: () => boolean): boolean => {
    for (takeBlank(); !takeMark(end); takeBlank()) {
      if (!item()) return false;
      takeBlank();
      takeMark(",");
    }
    return true;
  };
  const takeValue = (path: readonly string[]): boolean => {
    takeBlank();
    if (takeMark("{")) return takeList("}", () => takePair(path));
    // The tables of an array have no path of their own: their keys would be those of another table.
    if (takeMark("[")) return takeList("]", () => takeValue([...path, ""]));
    return take(SCALAR) !== undefined;
  };

  let table: string[] = [];
  for (takeBlank(); position < text.length; takeBlank()) {
    if (!takeMark("[")) {
      if (!takePair(table)) break;
      continue;
    }
    takeMark("[");
    const header = takeKey([]);
    if (header === undefined || !takeMark("]")) break;
    takeMark("]");
    table = header;
  }
  return lines;
}

/** A path in a TOML document as one text, whatever its keys hold. */
export function tomlPath(path: readonly string[]): string {
  return JSON.stringify(path);
}

function unquote(part: string): string {
  if (part.startsWith("'")) return part.slice(1, -1);
  if (!part.startsWith('"')) return part;
  try {
    return JSON.parse(part) as string;
  } catch {
    return part; // An escape that JSON lacks: the key is then found without its line.
  }
}
