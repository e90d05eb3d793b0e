import { seededRandom } from "../../../src/text/mod.ts";
import type { AnswerPiece } from "../../../src/text/answer/mod.ts";

/** What a parser gives in all for the pieces of an answer. */
export function parsed(
  parser: { push(text: string): AnswerPiece; flush(): AnswerPiece },
  pieces: readonly string[],
): AnswerPiece {
  const parts = [...pieces.map((piece) => parser.push(piece)), parser.flush()];
  return {
    thinking: parts.map((part) => part.thinking).join(""),
    content: parts.map((part) => part.content).join(""),
    calls: parts.flatMap((part) => part.calls),
  };
}

/** A text whole, in single characters, in two parts at every place, and in random pieces. */
export function* eachSplit(text: string): Generator<string[]> {
  yield [text];
  yield [...text];
  for (let at = 1; at < text.length; at++) yield [text.slice(0, at), text.slice(at)];
  const random = seededRandom(text.length);
  for (let round = 0; round < 20; round++) {
    const pieces: string[] = [];
    for (let at = 0; at < text.length;) {
      const length = 1 + Math.floor(random() * 9);
      pieces.push(text.slice(at, at += length));
    }
    yield pieces;
  }
}
