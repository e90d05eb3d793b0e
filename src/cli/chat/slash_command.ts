/** A line that tells the chat to do something, besides speaking to the model. */
export interface SlashCommand {
  /** Its name, `/set`. */
  name: string;
  /** The words behind the name. */
  words: string[];
}

/** A system message may have several lines; nothing else that begins with a slash is a command then. */
const OF_SEVERAL_LINES = /^\/set\s+system\s/;

/** The command that a line gives; nothing when the line is for the model. */
export function slashCommand(line: string): SlashCommand | undefined {
  const text = line.trim();
  if (!text.startsWith("/")) return undefined;
  if (text.includes("\n") && !OF_SEVERAL_LINES.test(text)) return undefined;
  const [name = "", ...words] = text.split(/\s+/);
  return { name, words };
}

/** The name that a mistyped one may mean: one that it begins, or one mistake away; nothing when there is none. */
export function nearestName(typed: string, names: readonly string[]): string | undefined {
  return names.find((name) => typed.length > 2 && name.startsWith(typed)) ??
    names.find((name) => isOneMistake(typed, name));
}

/** Whether two words differ by one letter, more, less or another, or by two that are swapped. */
function isOneMistake(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const restOfA = a.slice(start, a.length - end);
  const restOfB = b.slice(start, b.length - end);
  const isSwap = restOfA.length === 2 && restOfA[0] === restOfB[1] && restOfA[1] === restOfB[0];
  return restOfA.length <= 1 && restOfB.length <= 1 || isSwap && restOfB.length === 2;
}
