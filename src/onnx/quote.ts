/** Longest part of a name that a message shows. */
const LONGEST = 120;

/** A name from a model as a message shows it: in quotes, on one line, of a bearable length. */
export function quote(name: string): string {
  const shown = name.length > LONGEST ? `${name.slice(0, LONGEST)}...` : name;
  return `'${shown.replace(/\p{Cc}/gu, "?")}'`;
}
