import { editDistance } from "../base/mod.ts";

/**
 * The known name that a mistyped one most likely means, or `undefined` when none is close: at most a third of
 * its letters may differ. A name is also compared without its table.
 */
export function closest(name: string, known: readonly string[]): string | undefined {
  const short = (text: string) => text.slice(text.lastIndexOf(".") + 1);
  const score = (candidate: string) =>
    Math.min(editDistance(name, candidate), editDistance(short(name), short(candidate)));
  const [best] = known.map((candidate) => ({ candidate, score: score(candidate) }))
    .sort((a, b) => a.score - b.score);
  return best !== undefined && best.score <= short(name).length / 3 ? best.candidate : undefined;
}
