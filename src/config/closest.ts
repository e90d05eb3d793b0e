/**
 * How many letters must be changed, added, left out or swapped with their neighbour to make one text of the other
 * (optimal string alignment).
 */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? rows[i - 2]![j - 2]! + 1 : Infinity;
      row.push(Math.min(replaced, swapped, rows[i - 1]![j]! + 1, row[j - 1]! + 1));
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

/**
 * The known name that a mistyped one most likely means, or `undefined` when none is close: at most a third of
 * its letters may differ. A name is also compared without its table.
 */
export function closest(name: string, known: readonly string[]): string | undefined {
  const short = (text: string) => text.slice(text.lastIndexOf(".") + 1);
  const score = (candidate: string) =>
    Math.min(distance(name, candidate), distance(short(name), short(candidate)));
  const [best] = known.map((candidate) => ({ candidate, score: score(candidate) }))
    .sort((a, b) => a.score - b.score);
  return best !== undefined && best.score <= short(name).length / 3 ? best.candidate : undefined;
}
