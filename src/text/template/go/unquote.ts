const ESCAPE =
  /\\(?:([abfnrtv\\'"])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/y;
const SINGLE: Record<string, string> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
};

/**
 * The text between the quotes of a literal of Go, its escapes resolved. `\xhh` and `\ooo` are bytes of UTF-8, `\u` and
 * `\U` code points; the other kind of quote may not be escaped. `undefined` where an escape is malformed.
 *
 * @param quote The quote around the literal.
 */
export function unquote(body: string, quote: '"' | "'"): string | undefined {
  if (!body.includes("\\")) return body;
  const encoder = new TextEncoder();
  const bytes: number[] = [];
  for (let at = 0; at < body.length;) {
    if (body[at] !== "\\") {
      const next = body.indexOf("\\", at);
      const end = next < 0 ? body.length : next;
      for (const byte of encoder.encode(body.slice(at, end))) bytes.push(byte);
      at = end;
      continue;
    }
    ESCAPE.lastIndex = at;
    const match = ESCAPE.exec(body);
    if (match === null) return undefined;
    const [whole, single, hex, octal, short, long] = match;
    if (single !== undefined) {
      if ((single === "'" || single === '"') && single !== quote) return undefined;
      bytes.push(SINGLE[single]!.charCodeAt(0));
    } else if (hex !== undefined || octal !== undefined) {
      const byte = hex !== undefined ? parseInt(hex, 16) : parseInt(octal!, 8);
      if (byte > 255) return undefined;
      bytes.push(byte);
    } else {
      const code = parseInt(short ?? long!, 16);
      if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return undefined;
      for (const byte of encoder.encode(String.fromCodePoint(code))) bytes.push(byte);
    }
    at += whole.length;
  }
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array(bytes));
}
