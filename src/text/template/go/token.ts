/** What a token of a template is. */
export type TokenType =
  | "text" // literal text outside of actions
  | "left" // {{
  | "right" // }}
  | "space"
  | "string" // value: its text, unquoted
  | "char" // value: its source
  | "number" // value: its source
  | "field" // .Name; value: Name
  | "variable" // value: $name or $
  | "identifier" // a function, a keyword, true, false, nil
  | "dot"
  | "symbol" // | , ( ) := =
  | "end"; // the end of the source

/** One token of a template. */
export interface Token {
  /** What it is. */
  type: TokenType;
  /** Its text; see {@linkcode TokenType}. */
  value: string;
  /** Offset in the source. */
  at: number;
}
