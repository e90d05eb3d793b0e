/** What opens and closes a text of several lines. */
const QUOTES = '"""';

/** A message in quotes, or the system message of `/set system`. */
const OPENING = /^(?:\s*\/set\s+system\s+)?"""/;

/** Whether a text has opening quotes and not yet the closing ones, which stand at its end. */
export function hasOpenQuotes(text: string): boolean {
  const opening = OPENING.exec(text);
  return opening !== null && !text.slice(opening[0].length).trimEnd().endsWith(QUOTES);
}

/** What stands between the quotes of a text; one without them as it is. */
export function withoutQuotes(text: string): string {
  return /^"""([^]*)"""\s*$/.exec(text)?.[1] ?? text;
}
