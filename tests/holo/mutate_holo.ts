import { encodeTrailer, TRAILER_LENGTH } from "../../src/holo/layout.ts";
import type { Random } from "./random.ts";
import { indexOf, indexText, sha256, withIndex } from "./support.ts";

/** Changes a valid file in some way; the file itself stays as it is. */
export type Mutation = (file: Uint8Array, random: Random) => Uint8Array;

type Json = unknown;

const OFFSETS = [0, 1, 63, 64, 65, 128, 192, 4095, 4096, 4097, 8192, 12288, 16384];
const NUMBERS = [
  ...OFFSETS,
  -1,
  -0,
  0.5,
  2 ** 31,
  2 ** 32,
  2 ** 32 + 64,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 64,
  1e308,
];
const TEXTS = [
  "",
  "__proto__",
  "weights.0",
  "weights.00",
  "weights.1",
  "graph",
  "?",
  "\0\x1b[2J",
  "\ud800",
];
const DTYPES = ["float32", "float16", "int4", "int2", "uint8", "string", "complex128", "float31"];

/** Flips one to eight bits anywhere, or where the header, the index and the trailer are. */
function flipBits(file: Uint8Array, random: Random): Uint8Array {
  const bytes = file.slice();
  const start = random.pick([0, bytes.length - 64, bytes.length - 4000]);
  const end = start === 0 ? random.pick([64, bytes.length]) : bytes.length;
  for (let left = 1 + random.below(8); left > 0; left--) {
    bytes[start + random.below(end - start)]! ^= 1 << random.below(8);
  }
  return bytes;
}

/** Flips bits between the header and the index alone: such a file still opens. */
function flipContents(file: Uint8Array, random: Random): Uint8Array {
  const bytes = file.slice();
  for (let left = 1 + random.below(4); left > 0; left--) {
    const { offset, length } = random.pick(indexOf(file).sections);
    const at = offset + random.below(length + 1);
    if (at < file.length - 4000) bytes[at]! ^= 1 << random.below(8);
  }
  return bytes;
}

/** Cuts the end off, the start off, or a part out. */
function truncate(file: Uint8Array, random: Random): Uint8Array {
  const at = random.pick([random.below(file.length), random.below(200)]);
  switch (random.below(3)) {
    case 0:
      return file.subarray(0, at);
    case 1:
      return file.subarray(at);
    default: {
      const end = at + 1 + random.below(file.length - at);
      return Uint8Array.from([...file.subarray(0, at), ...file.subarray(end)]);
    }
  }
}

/** Puts bytes in, so that all that follows them lies elsewhere. */
function insert(file: Uint8Array, random: Random): Uint8Array {
  const at = random.pick([0, 64, file.length, random.below(file.length)]);
  const length = random.pick([1, 64, 4096, 1 + random.below(5000)]);
  const bytes = new Uint8Array(file.length + length);
  bytes.set(file.subarray(0, at));
  bytes.set(file.subarray(at), at + length);
  return bytes;
}

/** Points the trailer elsewhere, and makes it vouch for what is there where something is. */
function pointElsewhere(file: Uint8Array, random: Random): Uint8Array {
  const place = () =>
    random.pick([
      random.below(file.length + 100),
      file.length - TRAILER_LENGTH,
      file.length,
      ...NUMBERS.filter((number) => Number.isSafeInteger(number) && number >= 0),
    ]);
  const [indexOffset, indexLength] = [place(), place()];
  const part = file.subarray(indexOffset, indexOffset + indexLength);
  const indexSha256 = Uint8Array.fromHex(sha256(part));
  const bytes = file.slice();
  const trailer = encodeTrailer({ indexOffset, indexLength, indexSha256 });
  bytes.set(trailer, bytes.length - TRAILER_LENGTH);
  // All 64 bits of either number, too.
  if (random.below(4) === 0) bytes.fill(0xff, bytes.length - 64 + random.pick([0, 4, 8, 12]), -48);
  return bytes;
}

/** Spoils the text of the index, which the trailer vouches for. */
function spoilText(file: Uint8Array, random: Random): Uint8Array {
  const bytes = new TextEncoder().encode(indexText(file));
  for (let left = 1 + random.below(3); left > 0; left--) {
    bytes[random.below(bytes.length)] = random.pick([
      random.below(256),
      ...new TextEncoder().encode('0129-.e"[]{},:'),
    ]);
  }
  return withIndex(
    file,
    bytes.subarray(0, random.pick([bytes.length, random.below(bytes.length)])),
  );
}

/** Puts other values anywhere in the index, which the trailer vouches for. */
function changeIndex(file: Uint8Array, random: Random): Uint8Array {
  const index = indexOf(file);
  for (let left = 1 + random.below(3); left > 0; left--) changeSomewhere(index, random);
  return withIndex(file, index);
}

/** Changes only the numbers and names by which sections and tensors are found, to ones that may fit. */
function changePlaces(file: Uint8Array, random: Random): Uint8Array {
  const index = indexOf(file);
  for (let left = 1 + random.below(2); left > 0; left--) {
    const entry: Record<string, Json> = random.pick([...index.sections, ...index.tensors]) as never;
    switch (random.below(5)) {
      case 0:
        entry.offset = random.pick(OFFSETS);
        break;
      case 1:
        entry.length = random.pick([...OFFSETS, random.below(300)]);
        break;
      case 2:
        entry.name = random.pick([...TEXTS, "later", random.pick(index.sections).name]);
        break;
      case 3:
        Object.assign(entry, { offset: random.pick(OFFSETS), dtype: random.pick(DTYPES) });
        break;
      default:
        Object.assign(entry, { version: random.below(3), required: random.below(2) === 0 });
        entry.section &&= random.pick(index.sections).name;
    }
  }
  return withIndex(file, index);
}

function changeSomewhere(json: Json, random: Random): void {
  let holder = json as Record<string, Json>;
  while (true) {
    const keys = Object.keys(holder);
    if (keys.length === 0) return;
    const key = random.pick(keys);
    const value = holder[key];
    if (typeof value === "object" && value !== null && random.below(8) > 0) {
      holder = value as Record<string, Json>;
      continue;
    }
    changeAt(holder, key, random);
    return;
  }
}

function changeAt(holder: Record<string, Json>, key: string, random: Random): void {
  const value = holder[key];
  switch (random.below(6)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
      return;
    case 1:
      if (Array.isArray(holder)) holder.push(value);
      else holder[`${key}2`] = value;
      return;
    case 2:
      if (Array.isArray(value)) holder[key] = Array(random.pick([0, 2, 3000])).fill(value[0] ?? 1);
      else holder[key] = [value];
      return;
    default:
      holder[key] = random.pick<Json>([
        ...(typeof value === "string" ? [...TEXTS, ...DTYPES] : NUMBERS),
        ...[null, true, "1", {}, [], "x".repeat(5000), random.pick(NUMBERS), random.pick(TEXTS)],
      ]);
  }
}

/** Every way to change a file. */
export const MUTATIONS: Record<string, Mutation> = {
  flipBits,
  flipContents,
  truncate,
  insert,
  pointElsewhere,
  spoilText,
  changeIndex,
  changePlaces,
};
