import { errorMessage, HologramError } from "../base/mod.ts";

/** Where a path may begin: a drive, a home, this or the folder above, or the root. */
const START = String.raw`(?:[a-z]:|~|\.{1,2})?[\\/]`;

/** A path of a picture in a text; spaces belong to it. */
const PATH = new RegExp(String.raw`${START}[\S\\ ]+?\.(?:jpe?g|png|webp)\b`, "gi");

/** Places behind a space where a path may begin. */
const LATER_START = new RegExp(String.raw`(?<=\s['"]?)${START}`, "gi");

/** The largest picture that is sent, in bytes. */
const LARGEST = 100 * 1024 * 1024;

/** What stands in a text like paths of pictures (`.jpg`, `.jpeg`, `.png`, `.webp`), whether there are such files or not. */
export function imagePaths(text: string): string[] {
  return Array.from(text.matchAll(PATH), ([path]) => path);
}

/** A path without the backslashes that a shell wants before spaces, brackets and signs. */
export function unescapePath(path: string): string {
  return path.replace(/\\([ !"#$&'()*;<>?[\\\]`{|}~])/g, "$1");
}

/** A text, and the pictures that it named. */
export interface TakenImages {
  /** The text without the paths. */
  text: string;
  /** The files, in base64, in the order of the text. */
  images: string[];
  /** Their paths. */
  paths: string[];
}

/**
 * Takes the paths of pictures out of a text and reads the files. What is not the path of a file stays in the text.
 *
 * @throws {HologramError} `too_large` when a file is over 100 MB; `invalid` when it cannot be read, or is no JPEG, PNG
 * or WebP.
 */
export async function takeImages(text: string): Promise<TakenImages> {
  const taken: TakenImages = { text, images: [], paths: [] };
  for (const candidate of imagePaths(text)) {
    const found = await findFile(candidate);
    if (found === undefined) continue;
    taken.images.push(await readImage(found.path));
    taken.paths.push(found.path);
    const { written } = found;
    const quoted = [`'${written}'`, `"${written}"`].find((form) => taken.text.includes(form));
    taken.text = taken.text.replace(quoted ?? written, () => "");
  }
  taken.text = taken.text.trim();
  return taken;
}

/** The file that a candidate names, from its beginning or from one of the words inside it. */
async function findFile(candidate: string): Promise<{ path: string; written: string } | undefined> {
  const starts = Array.from(candidate.matchAll(LATER_START), ({ index }) => index);
  for (const start of [0, ...starts]) {
    const written = candidate.slice(start);
    for (const path of new Set([unescapePath(written), written])) {
      const full = inHome(path);
      const info = await Deno.stat(full).catch(() => undefined);
      if (info?.isFile) return { path: full, written };
    }
  }
  return undefined;
}

function inHome(path: string): string {
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE");
  return path.startsWith("~") && home !== undefined ? home + path.slice(1) : path;
}

async function readImage(path: string): Promise<string> {
  const fail = (why: string, kind: "invalid" | "too_large" = "invalid") =>
    new HologramError(`Cannot send the picture ${path}: ${why}`, { kind });
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    const { size } = await Deno.stat(path);
    if (size > LARGEST) throw fail(`it is over ${LARGEST / 1024 / 1024} MB`, "too_large");
    bytes = await Deno.readFile(path);
  } catch (error) {
    throw error instanceof HologramError ? error : fail(errorMessage(error));
  }
  if (!isImage(bytes)) throw fail("it is no JPEG, PNG or WebP");
  return bytes.toBase64();
}

/** Whether bytes begin as a JPEG, a PNG or a WebP does. */
function isImage(bytes: Uint8Array): boolean {
  const start = Array.from(bytes.subarray(0, 12), (byte) => String.fromCharCode(byte)).join("");
  return start.startsWith("\xff\xd8\xff") || start.startsWith("\x89PNG\r\n\x1a\n") ||
    /^RIFF[^]{4}WEBP$/.test(start);
}
