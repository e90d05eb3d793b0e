/**
 * The model that a mistyped name most likely means, or `undefined` when none is close: at most a third of the letters may
 * differ. A name without a tag is compared with names without theirs, whatever the letter case.
 */
export function closestName(name: string, known: readonly string[]): string | undefined {
  const hasTag = withoutTag(name) !== name;
  const comparable = (text: string) => (hasTag ? text : withoutTag(text)).toLowerCase();
  const wanted = comparable(name);
  const [best] = known
    .map((candidate) => ({ candidate, score: distance(wanted, comparable(candidate)) }))
    .sort((a, b) => a.score - b.score);
  return best !== undefined && best.score <= wanted.length / 3 ? best.candidate : undefined;
}

function withoutTag(name: string): string {
  return name.replace(/:[^/:]*$/, "");
}

/** How many letters must be changed, added, left out, or swapped with their neighbour. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? before[j - 2]! + 1 : Infinity;
      row.push(Math.min(replaced, swapped, last[j]! + 1, row[j - 1]! + 1));
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
