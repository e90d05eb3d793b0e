/** A file of an archive. */
export interface TarEntry {
  /** Its name: ASCII, at most 100 characters. */
  name: string;
  /** Its bytes. */
  data: Uint8Array;
  /** Whether it may be started. */
  executable?: boolean;
}

const BLOCK = 512;

/**
 * An archive in the ustar format of POSIX.1-1988, in the order of the entries. The same entries give the same bytes:
 * no times, no owners.
 */
export function* writeTar(entries: Iterable<TarEntry>): Generator<Uint8Array> {
  for (const entry of entries) {
    yield header(entry);
    yield entry.data;
    yield new Uint8Array(-entry.data.length & (BLOCK - 1));
  }
  yield new Uint8Array(2 * BLOCK);
}

/** The 512 bytes before a file: fields at fixed offsets, numbers in octal digits. */
function header({ name, data, executable }: TarEntry): Uint8Array {
  if (!/^[\x21-\x7e]{1,100}$/.test(name)) throw new Error(`Cannot archive '${name}': its name`);
  const block = new Uint8Array(BLOCK);
  const put = (offset: number, text: string) => block.set(new TextEncoder().encode(text), offset);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0") + "\0";
  put(0, name);
  put(100, octal(executable ? 0o755 : 0o644, 7));
  put(108, octal(0, 7));
  put(116, octal(0, 7));
  put(124, octal(data.length, 11));
  put(136, octal(0, 11));
  // The checksum is taken with blanks in its own place.
  put(148, " ".repeat(8));
  put(156, "0");
  put(257, "ustar\x0000");
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${octal(sum, 6)} `);
  return block;
}
