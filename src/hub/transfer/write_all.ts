/** Something that takes bytes, not always all of them. */
export interface Writer {
  /** Takes some bytes from the front; gives how many. */
  write(bytes: Uint8Array): Promise<number>;
}

/** Writes all of the bytes, in as many steps as the system needs. */
export async function writeAll(writer: Writer, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.byteLength;) {
    written += await writer.write(bytes.subarray(written));
  }
}
