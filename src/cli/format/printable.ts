/**
 * A model's text for a terminal: control characters, with which it could move the cursor, change the title or reach the
 * clipboard, are shown as their pictures. Line feeds and tabs stay; carriage returns go.
 */
export function printable(text: string): string {
  return text.replace(/\r/g, "").replace(
    // deno-lint-ignore no-control-regex -- these are what it is about
    /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g,
    (character) => {
      const code = character.charCodeAt(0);
      if (code < 0x20) return String.fromCharCode(0x2400 + code);
      return code === 0x7f ? "\u2421" : "\ufffd";
    },
  );
}
