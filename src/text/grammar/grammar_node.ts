/** Part of a grammar: a language over bytes. */
export type GrammarNode =
  /** One of some texts. */
  | { readonly kind: "words"; readonly words: readonly Uint8Array[] }
  /** One byte within ranges, ends included. */
  | { readonly kind: "ranges"; readonly ranges: readonly (readonly [number, number])[] }
  /** One after the other. */
  | { readonly kind: "sequence"; readonly parts: readonly GrammarNode[] }
  /** Any one; of no options, nothing fits. */
  | { readonly kind: "choice"; readonly options: readonly GrammarNode[] }
  /** From `min` to `max` (perhaps infinite) times; the body never fits the empty text. */
  | {
    readonly kind: "repeat";
    readonly body: GrammarNode;
    readonly min: number;
    readonly max: number;
    /** Whether the body is a character of a JSON string, any one. */
    readonly text?: boolean;
  }
  /** What a rule says. */
  | { readonly kind: "call"; readonly rule: GrammarRule }
  /** A path from vertex 0 to a final one. */
  | {
    readonly kind: "graph";
    readonly size: number;
    readonly edges: readonly GraphEdge[];
    readonly finals: readonly number[];
    /** The vertex that every character of a JSON string leads back to, if there is one. */
    readonly text?: number;
  };

/** An edge of a graph. */
export interface GraphEdge {
  /** Vertex where it starts. */
  readonly from: number;
  /** Vertex where it ends. */
  readonly to: number;
  /** What it reads. */
  readonly node: GrammarNode;
}

/** A language with a name, which may call itself. */
export interface GrammarRule {
  /** Where it comes from, for error messages. */
  readonly name: string;
  /** Whether it is an array or object, which counts as a level of nesting. */
  readonly nests: boolean;
  /** What it reads; set once the rules that it calls exist. */
  body: GrammarNode;
}

const encoder = new TextEncoder();

/** What nothing fits. */
export const NOTHING: GrammarNode = { kind: "choice", options: [] };

/** The empty text. */
export const EMPTY: GrammarNode = { kind: "sequence", parts: [] };

/** One of some texts. */
export function words(...texts: string[]): GrammarNode {
  return { kind: "words", words: texts.map((text) => encoder.encode(text)) };
}

/** One byte out of ranges of ASCII characters: `"az09"` are the letters from a to z and the digits. */
export function ranges(bounds: string): GrammarNode {
  const result: [number, number][] = [];
  for (let i = 0; i < bounds.length; i += 2) {
    result.push([bounds.charCodeAt(i), bounds.charCodeAt(i + 1)]);
  }
  return { kind: "ranges", ranges: result };
}

/** One after the other. */
export function sequence(...parts: GrammarNode[]): GrammarNode {
  return { kind: "sequence", parts };
}

/** Any one of the options. */
export function choice(...options: GrammarNode[]): GrammarNode {
  return options.length === 1 ? options[0]! : { kind: "choice", options };
}

/** From `min` to `max` times. */
export function repeat(body: GrammarNode, min: number, max: number): GrammarNode {
  return { kind: "repeat", body, min, max };
}

/** A call of a rule. */
export function call(rule: GrammarRule): GrammarNode {
  return { kind: "call", rule };
}

/** A rule; its body may be set later. */
export function rule(name: string, body: GrammarNode = NOTHING, nests = false): GrammarRule {
  return { name, body, nests };
}
