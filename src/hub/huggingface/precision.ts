/**
 * Precisions in which a network is published, the most faithful first: the order in which one is chosen where nobody
 * says. The names are those of Transformers.js; `o1` to `o4` are Optimum's levels of graph optimisation, of which
 * the fourth is in half precision.
 */
export const PRECISIONS: readonly string[] = [
  "fp32",
  "o1",
  "o2",
  "o3",
  "bf16",
  "fp16",
  "o4",
  "q8",
  "int8",
  "uint8",
  "q4",
  "int4",
  "uint4",
  "q4f16",
  "bnb4",
];

/** Other spellings in file names and on the command line. */
const SPELLINGS: Readonly<Record<string, string>> = {
  quantized: "q8",
  quant: "q8",
  f32: "fp32",
  float32: "fp32",
  f16: "fp16",
  float16: "fp16",
  bfloat16: "bf16",
};

/** What also serves where a precision is asked for that is not there: other names of the same width. */
const STAND_INS: Readonly<Record<string, readonly string[]>> = {
  q8: ["int8", "uint8"],
  q4: ["int4", "uint4"],
};

/** An ending of a file's name that says its precision; `qint8_avx512` and its like are made for one kind of processor. */
const ENDING = new RegExp(
  `^(.+?)[._-](${
    [...PRECISIONS, ...Object.keys(SPELLINGS)].join("|")
  }|q[1-8](?:f16)?|qu?int8_\\w+)$`,
  "i",
);

/** A file's name without extension, taken apart. */
export interface NamedPrecision {
  /** The name of the network. */
  network: string;
  /** Its precision; `fp32` where the name has none. */
  precision: string;
}

/** Takes the precision off a file's name: `decoder_model_merged_q4f16` is `decoder_model_merged` in `q4f16`. */
export function splitPrecision(stem: string): NamedPrecision {
  const match = ENDING.exec(stem);
  if (match === null) return { network: stem, precision: "fp32" };
  return { network: match[1]!, precision: spelledPrecision(match[2]!) };
}

/** The one spelling of a precision. */
export function spelledPrecision(text: string): string {
  const lower = text.toLowerCase();
  return Object.hasOwn(SPELLINGS, lower) ? SPELLINGS[lower]! : lower;
}

/** Whether text says a precision, in any spelling. */
export function isPrecision(text: string): boolean {
  return splitPrecision(`x_${text}`).network === "x";
}

/** What may be taken for a precision that is asked for, the best first. */
export function acceptable(precision: string): readonly string[] {
  return [precision, ...Object.hasOwn(STAND_INS, precision) ? STAND_INS[precision]! : []];
}

/** Orders precisions, the most faithful first and unknown ones last. */
export function comparePrecisions(a: string, b: string): number {
  const rank = (precision: string) => (PRECISIONS.indexOf(precision) + 1) || PRECISIONS.length + 1;
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);
}
