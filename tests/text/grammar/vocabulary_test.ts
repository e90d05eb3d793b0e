import assert from "node:assert/strict";
import type { HologramError } from "../../../src/base/mod.ts";
import { Vocabulary } from "../../../src/text/grammar/mod.ts";
import { seededRandom } from "../../../src/text/mod.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** The bytes that lead to each node. */
function paths({ nodeBytes, nodeDepths }: Vocabulary): number[][] {
  const path: number[] = [];
  return Array.from(nodeDepths, (depth, node) => {
    if (node > 0) path.splice(depth - 1, Infinity, nodeBytes[node]!);
    return [...path];
  });
}

/** Checks a vocabulary's tree against its tokens. */
function checkTree(vocabulary: Vocabulary): void {
  const { ids, nodeEnds, nodeTexts, nodeTokens } = vocabulary;
  const texts = paths(vocabulary);
  assert.equal(new Set(texts.map(String)).size, texts.length, "two nodes have one path");
  for (const [node, path] of texts.entries()) {
    for (let i = nodeTokens[node]!; i < nodeTokens[node + 1]!; i++) {
      assert.deepEqual([...vocabulary.bytesOf(ids[i]!)!], path);
    }
    const below = texts.slice(node + 1, nodeEnds[node]);
    const starts = (other: readonly number[]) => path.every((byte, i) => other[i] === byte);
    assert.ok(below.every(starts) && !texts.slice(nodeEnds[node]).some(starts));
    const rest: number[][] = [];
    for (let i = nodeTokens[node + 1]!; i < nodeTokens[nodeEnds[node]!]!; i++) {
      rest.push([...vocabulary.bytesOf(ids[i]!)!].slice(path.length));
    }
    assert.equal(nodeTexts[node], textHeight(path, rest), `behind ${path}`);
  }
}

/** What `nodeTexts` should be. */
function textHeight(path: readonly number[], below: readonly number[][]): number {
  const decode = (bytes: readonly number[]): string | undefined => {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
        .decode(Uint8Array.from(bytes));
    } catch {
      return undefined;
    }
  };
  const texts = [decode(path), ...below.map(decode)];
  // A path with a quote in it is whole, but nothing asks for what is behind it.
  const isText = (text: string | undefined) =>
    text !== undefined && [...text].every((each) => each >= " " && each !== '"' && each !== "\\");
  if (!texts.every(isText)) return 0;
  return Math.max(0, ...texts.slice(1).map((text) => [...text!].length));
}

Deno.test("the tree of a vocabulary has each token at its path, and knows where only text is below", () => {
  const random = seededRandom(1);
  const pieces = [
    ...["a", "b", "é", "東", "😀", '"', "\\", "\n", "\x7f", "\u07ff", "\u0800", "\ud7ff", "\ue000"]
      .map(encode),
    ...["80", "c3", "e09f", "e09f80", "eda080", "f08f8080", "f4908080", "ff", "e69d"]
      .map((hex) => Uint8Array.fromHex(hex)),
  ];
  for (let round = 0; round < 40; round++) {
    const tokens = Array.from({ length: 60 }, () => {
      const length = Math.floor(random() * 5);
      // Mostly plain text, so that whole trees of it come up.
      const parts = Array.from({ length }, () => {
        const from = random() < 0.9 ? 5 : pieces.length;
        return pieces[Math.floor(random() * from)]!;
      });
      return random() < 0.05 ? undefined : Uint8Array.from(parts.flatMap((part) => [...part]));
    });
    const vocabulary = new Vocabulary(tokens, [7]);
    checkTree(vocabulary);
    const used = tokens.flatMap((bytes, id) => bytes?.length && id !== 7 ? [id] : []);
    assert.deepEqual([...vocabulary.ids].sort((a, b) => a - b), used);
    assert.equal(vocabulary.longest, Math.max(...used.map((id) => tokens[id]!.length)));
  }
});

Deno.test("many tokens are in the order of their bytes, equal ones in that of their ids", () => {
  const random = seededRandom(2);
  const tokens = Array.from({ length: 5000 }, () => {
    const length = 1 + Math.floor(random() * 7);
    return Uint8Array.from({ length }, () => [0, 97, 98, 255][Math.floor(random() * 4)]!);
  });
  const text = (id: number) => String.fromCharCode(...tokens[id]!);
  const order = [...tokens.keys()].sort((a, b) =>
    text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : a - b
  );
  assert.deepEqual([...new Vocabulary(tokens, []).ids], order);
});

Deno.test("a vocabulary may be empty, and a token may have 4,096 bytes but no more", () => {
  assert.equal(new Vocabulary([], []).ids.length, 0);
  assert.equal(new Vocabulary([new Uint8Array(4096)], []).longest, 4096);
  assert.throws(
    () => new Vocabulary([new Uint8Array(4097)], []),
    (error: HologramError) => error.kind === "unsupported",
  );
});
