import { templateError } from "./template_error.ts";
import type { Token, TokenType } from "./token.ts";
import { unquote } from "./unquote.ts";

const SPACE = " \\t\\r\\n";
const TRIM_RIGHT = new RegExp(`[${SPACE}]+-\\}\\}`, "y");
const COMMENT_END = new RegExp(`\\*/(?:\\}\\}|[${SPACE}]-\\}\\})`, "y");
const LEADING_SPACE = new RegExp(`[${SPACE}]*`, "y");

/** What may stand in an action, in the order in which it is tried. */
const RULES: readonly (readonly [TokenType, RegExp])[] = [
  ["space", new RegExp(`[${SPACE}]+`, "y")],
  ["number", /[+-]?(?:\d|\.\d)[\w.]*(?:(?<=[eE])[+-]\d+)?/y],
  ["string", /"(?:[^"\\\n]|\\[^\n])*"/y],
  ["string", /`[^`]*`/y],
  ["char", /'(?:[^'\\\n]|\\[^\n])*'/y],
  ["field", /\.[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ["dot", /\./y],
  ["variable", /\$[\p{L}\p{Nd}_]*/uy],
  ["identifier", /[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ["symbol", /:=|[|,()=]/y],
];

/** What must not follow a word directly: `.Role"x"` is a mistake, `.Role|x` is not. */
const GLUED = /[^\s.,|:()=}]/y;

/** Not by a regular expression, which would start at every space of the text. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && " \t\r\n".includes(text[end - 1]!)) end--;
  return text.slice(0, end);
}

/** The first match of a sticky pattern at an offset. */
function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/**
 * Cuts the source of a template of Go into tokens: literal text, with trim markers applied and empty text left out,
 * and the tokens of its actions. Comments are dropped.
 *
 * @throws {HologramError} `invalid`, with line and column: an action, a comment or a quote that does not end, a
 * character that cannot stand in an action.
 */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  const fail = (at: number, why: string): never => {
    throw templateError("parse", source, at, why);
  };
  let at = 0;
  let trimmed = false;
  for (;;) {
    if (trimmed) at += matchAt(LEADING_SPACE, source, at)!.length;
    const left = source.indexOf("{{", at);
    const trims = left >= 0 && /^-[ \t\r\n]/.test(source.slice(left + 2, left + 4));
    let text = source.slice(at, left < 0 ? undefined : left);
    if (trims) text = trimEnd(text);
    if (text !== "") tokens.push({ type: "text", value: text, at });
    if (left < 0) {
      tokens.push({ type: "end", value: "", at: source.length });
      return tokens;
    }
    const start = left + (trims ? 4 : 2);
    if (source.startsWith("/*", start)) {
      const end = source.indexOf("*/", start + 2);
      if (end < 0) fail(left, "the comment does not end");
      const closing = matchAt(COMMENT_END, source, end);
      if (closing === undefined) fail(end, "a comment must fill its action");
      at = end + closing!.length;
      trimmed = closing!.length > 4;
      continue;
    }
    tokens.push({ type: "left", value: "{{", at: left });
    [at, trimmed] = tokenizeAction(source, start, left, tokens, fail);
  }
}

/** Reads the tokens of one action; gives the offset behind it, and whether it trims the text that follows. */
function tokenizeAction(
  source: string,
  start: number,
  left: number,
  tokens: Token[],
  fail: (at: number, why: string) => never,
): [end: number, trims: boolean] {
  let at = start;
  for (;;) {
    const trimming = matchAt(TRIM_RIGHT, source, at);
    if (trimming !== undefined || source.startsWith("}}", at)) {
      tokens.push({ type: "right", value: "}}", at });
      return [at + (trimming ?? "}}").length, trimming !== undefined];
    }
    if (at >= source.length) fail(left, "the action does not end");
    const token = readToken(source, at, fail);
    at += token.length;
    tokens.push({ type: token.type, value: token.value, at: at - token.length });
  }
}

function readToken(
  source: string,
  at: number,
  fail: (at: number, why: string) => never,
): { type: TokenType; value: string; length: number } {
  for (const [type, pattern] of RULES) {
    const text = matchAt(pattern, source, at);
    if (text === undefined) continue;
    const glued = type === "space" || type === "symbol"
      ? undefined
      : matchAt(GLUED, source, at + text.length);
    if (glued !== undefined && type !== "string") {
      fail(at + text.length, `unexpected ${JSON.stringify(glued)} after ${text}`);
    }
    if (type === "field") return { type, value: text.slice(1), length: text.length };
    if (type !== "string") return { type, value: text, length: text.length };
    const body = text.slice(1, -1);
    const value = text[0] === "`" ? body : unquote(body, '"');
    if (value === undefined) fail(at, `${text} has a malformed escape`);
    return { type, value: value!, length: text.length };
  }
  const char = String.fromCodePoint(source.codePointAt(at)!);
  if (`"'\``.includes(char)) fail(at, "the quote does not end");
  return fail(at, `unexpected character ${JSON.stringify(char)}`);
}
