import { writeAll } from "./write_all.ts";

/** What is noted of a partial file. Only bytes that were on the disk when it was written. */
export interface Journal {
  /** Where the bytes are from, without a query. */
  source: string;
  /** The file's length in bytes, where known. */
  size?: number;
  /** The entity tag or date of change that the server gave, which another content does not share. */
  validator?: string;
  /** Pairs of start and end, in order. */
  ranges: [number, number][];
}

/** Reads a journal; `undefined` where there is none or it is not whole. */
export async function readJournal(path: string): Promise<Journal | undefined> {
  try {
    const value: unknown = JSON.parse(await Deno.readTextFile(path));
    return isJournal(value) ? value : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Replaces a journal: whenever the writer dies, the old one or the new one is there. */
export async function writeJournal(path: string, journal: Journal): Promise<void> {
  const temporary = `${path}.new`;
  {
    using file = await Deno.open(temporary, { write: true, create: true, truncate: true });
    await writeAll(file, new TextEncoder().encode(JSON.stringify(journal)));
    await file.sync();
  }
  await Deno.rename(temporary, path);
}

function isJournal(value: unknown): value is Journal {
  if (typeof value !== "object" || value === null) return false;
  const { source, size, validator, ranges } = value as Record<string, unknown>;
  return typeof source === "string" && (size === undefined || isOffset(size)) &&
    (validator === undefined || typeof validator === "string") &&
    Array.isArray(ranges) && ranges.every(isRange);
}

function isRange(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every(isOffset) &&
    value[0]! < value[1]!;
}

function isOffset(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
