/** The part of a file that a response has. */
export interface ContentRange {
  /** Offset of its first byte. */
  start: number;
  /** Offset after its last byte. */
  end: number;
  /** The file's length, where it is told. */
  total?: number;
}

/** Reads `bytes 0-9/100` (RFC 9110, 14.4); `undefined` for anything else. */
export function parseContentRange(value: string | null): ContentRange | undefined {
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(value ?? "");
  if (match === null) return undefined;
  const [start, last] = [Number(match[1]), Number(match[2])];
  const total = match[3] === "*" ? undefined : Number(match[3]);
  if (last < start || (total !== undefined && last >= total)) return undefined;
  return { start, end: last + 1, total };
}
