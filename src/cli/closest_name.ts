import { editDistance } from "../base/mod.ts";

/**
 * The model that a mistyped name most likely means, or `undefined` when none is close: at most a third of the letters may
 * differ. A name without a tag is compared with names without theirs, whatever the letter case.
 */
export function closestName(name: string, known: readonly string[]): string | undefined {
  const hasTag = withoutTag(name) !== name;
  const comparable = (text: string) => (hasTag ? text : withoutTag(text)).toLowerCase();
  const wanted = comparable(name);
  const [best] = known
    .map((candidate) => ({ candidate, score: editDistance(wanted, comparable(candidate)) }))
    .sort((a, b) => a.score - b.score);
  return best !== undefined && best.score <= wanted.length / 3 ? best.candidate : undefined;
}

function withoutTag(name: string): string {
  return name.replace(/:[^/:]*$/, "");
}
