/**
 * The blocks of Unicode 17 whose characters are two columns wide (East Asian Width W and F), first and last code point;
 * what is not assigned between two of them counts as wide. Emoji are known by their property instead.
 */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2630, 0x2637],
  [0x268a, 0x268f],
  [0x2e80, 0x303e],
  [0x3041, 0x3247],
  [0x3250, 0xa4c6],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6b],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x1b2fb],
  [0x1d300, 0x1d376],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
];

/** Emoji by themselves, and what a variation selector turns into one. */
const EMOJI = /\p{Emoji_Presentation}|\p{Emoji}\uFE0F/u;

/** Marks on the character before, what only joins or directs, and control characters. */
const WIDTHLESS = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}\u1160-\u11ff]+$/u;

const SEGMENTER = new Intl.Segmenter("und", { granularity: "grapheme" });

/** The characters of a text as a reader sees them: a letter with its marks is one, and so is a family of emoji. */
export function graphemes(text: string): string[] {
  return Array.from(SEGMENTER.segment(text), ({ segment }) => segment);
}

/** Where the character begins and ends that has the UTF-16 unit at a place of a text; the place is inside the text. */
export function graphemeRange(text: string, place: number): { start: number; end: number } {
  const { index, segment } = SEGMENTER.segment(text).containing(place)!;
  return { start: index, end: index + segment.length };
}

/** How many columns of a terminal one character takes: 0, 1 or 2. */
export function graphemeWidth(grapheme: string): number {
  const code = grapheme.codePointAt(0)!;
  if (code >= 0x20 && code < 0x7f && grapheme.length === 1) return 1;
  if (WIDTHLESS.test(grapheme)) return 0;
  return isWide(code) || EMOJI.test(grapheme) ? 2 : 1;
}

/** How many columns of a terminal a text of one line takes. */
export function displayWidth(text: string): number {
  return graphemes(text).reduce((width, grapheme) => width + graphemeWidth(grapheme), 0);
}

/** As much of the beginning of a text as fits into some columns. */
export function fitWidth(text: string, columns: number): string {
  let width = 0;
  let fitting = "";
  for (const grapheme of graphemes(text)) {
    width += graphemeWidth(grapheme);
    if (width > columns) break;
    fitting += grapheme;
  }
  return fitting;
}

function isWide(code: number): boolean {
  return WIDE.some(([first, last]) => code >= first && code <= last);
}
