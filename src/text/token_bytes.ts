import { HologramError } from "../base/mod.ts";

/** The `decoder` entry of a `tokenizer.json`; its other fields depend on `type`. */
export interface DecoderConfig {
  /** Which decoder: `ByteLevel`, `Sequence`, `Metaspace`, ... */
  type: string;
  /** What else the type has. */
  [field: string]: unknown;
}

/** What decides on a token's text besides its spelling. */
export interface TokenPlace {
  /** Whether it opens the text. */
  first: boolean;
  /** Whether it is one of the tokenizer's added tokens. */
  added: boolean;
}

/** A way from tokens to text that works token by token. */
export interface TokenBytes {
  /**
   * The UTF-8 bytes that a token adds to the text, perhaps only a part of a character.
   *
   * @param text The token as the vocabulary spells it.
   * @param token What else decides: whether it is the first token of the text, and whether it is an added token,
   * which a byte-level vocabulary spells in plain text.
   */
  bytesOf(text: string, token: TokenPlace): Uint8Array;
  /** Characters to drop from the very start of a text, and how many of them at most. */
  readonly strip: { content: string; count: number };
}

/** Turns a token's spelling into another one; the last step may turn it into bytes. */
type Step = (text: string, place: TokenPlace) => string | Uint8Array;

const encoder = new TextEncoder();

/**
 * Builds the {@linkcode TokenBytes} of a tokenizer's decoder. Decoders of which a token's text depends on later
 * tokens (CTC, `Strip` at the end of a text) cannot stream and are refused.
 *
 * Follows the decoders of the `tokenizers` library, with one difference: a run of byte tokens that is not
 * valid UTF-8 gives U+FFFD for what is broken alone, not for the whole run.
 *
 * @param config The decoder's entry; `null` joins tokens with spaces.
 * @throws {HologramError} `unsupported` when the decoder cannot work token by token.
 */
export function compileTokenBytes(config: DecoderConfig | null): TokenBytes {
  const steps: Step[] = [];
  const strip = { content: "", count: 0 };
  let fused = false;
  for (const part of flatten(config)) {
    if (part.type === "Fuse") {
      fused = true;
    } else if (part.type === "Strip" && fused && !part.stop && strip.count === 0) {
      strip.content = String(part.content);
      strip.count = Number(part.start ?? 0);
    } else if (fused) {
      throw unsupported(`${part.type} after Fuse`);
    } else {
      steps.push(compileStep(part));
    }
  }
  const bytesOf = (text: string, place: TokenPlace): Uint8Array => {
    let piece: string | Uint8Array = text;
    for (const step of steps) {
      if (typeof piece !== "string") break;
      piece = step(piece, place);
    }
    return typeof piece === "string" ? encoder.encode(piece) : piece;
  };
  return { bytesOf, strip };
}

function flatten(config: DecoderConfig | null): DecoderConfig[] {
  if (config === null) return [{ type: "Join" }];
  if (config.type !== "Sequence") return [config];
  return (config.decoders as DecoderConfig[]).flatMap(flatten);
}

function compileStep(config: DecoderConfig): Step {
  switch (config.type) {
    case "Join":
      return (text, { first }) => first ? text : " " + text;
    case "ByteLevel":
      return (text, { added }) => added ? text : byteLevelBytes(text);
    case "ByteFallback":
      return byteToken;
    case "Replace":
      return replaceStep(config);
    case "Metaspace":
      return metaspaceStep(config);
    case "WordPiece":
      return wordPieceStep(config);
    case "Strip":
      return stripStep(config);
  }
  throw unsupported(config.type);
}

function unsupported(what: string): HologramError {
  return new HologramError(
    `Cannot turn tokens into text: the tokenizer's decoder ${what} is not supported`,
    { kind: "unsupported" },
  );
}

/** GPT-2's spelling of bytes: printable ones of Latin-1 stand for themselves, the others for U+0100 and up. */
const BYTE_OF_CHARACTER: ReadonlyMap<string, number> = (() => {
  const map = new Map<string, number>();
  let next = 256;
  for (let byte = 0; byte < 256; byte++) {
    const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte !== 0xad);
    map.set(String.fromCharCode(printable ? byte : next++), byte);
  }
  return map;
})();

function byteLevelBytes(text: string): string | Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const byte = BYTE_OF_CHARACTER.get(text[i]!);
    // A token with any other character stands for itself.
    if (byte === undefined) return text;
    bytes[i] = byte;
  }
  return bytes;
}

function byteToken(text: string): string | Uint8Array {
  const hex = /^<0x([0-9A-Fa-f]{2})>$/.exec(text)?.[1];
  return hex === undefined ? text : Uint8Array.of(parseInt(hex, 16));
}

function replaceStep(config: DecoderConfig): Step {
  const pattern = (config.pattern as { String?: string }).String;
  if (pattern === undefined) throw unsupported("Replace with a regular expression");
  const content = String(config.content);
  return (text) => text.replaceAll(pattern, content);
}

function metaspaceStep(config: DecoderConfig): Step {
  const replacement = String(config.replacement ?? "▁");
  const keepsFirst = config.prepend_scheme === "never" || config.add_prefix_space === false;
  return (text, { first }) => {
    const start = first && !keepsFirst && text.startsWith(replacement) ? replacement.length : 0;
    return text.slice(start).replaceAll(replacement, " ");
  };
}

const CLEAN_UP: readonly [string, string][] = [
  [" .", "."],
  [" ?", "?"],
  [" !", "!"],
  [" ,", ","],
  [" ' ", "'"],
  [" n't", "n't"],
  [" 'm", "'m"],
  [" 's", "'s"],
  [" 've", "'ve"],
  [" 're", "'re"],
];

function wordPieceStep(config: DecoderConfig): Step {
  const prefix = String(config.prefix ?? "##");
  return (text, { first }) => {
    let piece = text;
    if (!first) piece = text.startsWith(prefix) ? text.slice(prefix.length) : " " + text;
    if (config.cleanup === false) return piece;
    return CLEAN_UP.reduce((result, [from, to]) => result.replaceAll(from, to), piece);
  };
}

function stripStep(config: DecoderConfig): Step {
  const content = String(config.content);
  const { start = 0, stop = 0 } = config as { start?: number; stop?: number };
  return (text) => {
    let piece = text;
    for (let i = 0; i < start && piece.startsWith(content); i++) {
      piece = piece.slice(content.length);
    }
    for (let i = 0; i < stop && piece.endsWith(content); i++) {
      piece = piece.slice(0, -content.length);
    }
    return piece;
  };
}
