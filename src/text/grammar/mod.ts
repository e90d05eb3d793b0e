/**
 * Structured output: grammars over bytes, of JSON Schema among others, and which tokens they allow next.
 *
 * @module
 */
export { compileGrammar, type Grammar, type GrammarSource } from "./compile_grammar.ts";
export { GrammarMatcher } from "./grammar_matcher.ts";
export type { Network, State } from "./network.ts";
export { Vocabulary } from "./vocabulary.ts";
