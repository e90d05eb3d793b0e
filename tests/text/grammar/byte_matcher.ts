import {
  compileGrammar,
  type Grammar,
  GrammarMatcher,
  type GrammarSource,
  Vocabulary,
} from "../../../src/text/grammar/mod.ts";

/** The token that ends a text in {@linkcode BYTES}. */
export const END = 256;

/** One token for each byte, and one that ends the text. */
export const BYTES: Vocabulary = new Vocabulary(
  [...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)), undefined],
  [END],
);

/** Tokens that a matcher allows next. */
export function allowed(matcher: GrammarMatcher, vocabulary: Vocabulary): number[] {
  const logits = new Float32Array(vocabulary.size);
  matcher.mask(logits);
  return [...logits.keys()].filter((id) => logits[id] === 0);
}

/** Whether a grammar takes a text, byte by byte, its mask and its verdict agreeing at every step. */
export function takes(grammar: Grammar, text: string): boolean {
  const matcher = new GrammarMatcher(grammar, BYTES);
  for (const byte of new TextEncoder().encode(text)) {
    const logits = new Float32Array(257);
    matcher.mask(logits);
    let accepted = true;
    try {
      matcher.accept(byte);
    } catch {
      accepted = false;
    }
    if (accepted !== (logits[byte] === 0)) throw new Error(`The mask is wrong in ${text}`);
    if (!accepted) return false;
  }
  return matcher.isComplete;
}

/** The grammar of a JSON Schema. */
export function schemaGrammar(schema: unknown): Grammar {
  return compileGrammar({ type: "schema", schema } satisfies GrammarSource);
}
