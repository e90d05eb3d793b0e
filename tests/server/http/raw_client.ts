import { until } from "../../support/hologram.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A client that writes and reads bytes as it is told, well-behaved or not. */
export class RawClient implements Disposable {
  readonly #connection: Deno.Conn;
  #received = "";
  #closed = false;
  #reading: Promise<void> | undefined;

  /** Speaks over an open connection. */
  constructor(connection: Deno.Conn) {
    this.#connection = connection;
  }

  /** Connects to a port of this machine. */
  static async connect(port: number): Promise<RawClient> {
    return new RawClient(await Deno.connect({ hostname: "127.0.0.1", port }));
  }

  /** Writes text; `false` when the other side has closed. */
  async write(text: string): Promise<boolean> {
    return await this.writeBytes(encoder.encode(text));
  }

  /** Writes bytes; `false` when the other side has closed. */
  async writeBytes(bytes: Uint8Array): Promise<boolean> {
    try {
      for (let at = 0; at < bytes.byteLength;) {
        at += await this.#connection.write(bytes.subarray(at));
      }
      return true;
    } catch {
      return false;
    }
  }

  /** What came until a text is in it, or the other side closed. */
  async readUntil(text: string): Promise<string> {
    this.#reading ??= this.#read();
    await until(`"${text}" comes`, () => this.#closed || this.#received.includes(text));
    return this.#received;
  }

  /** All that comes until the other side closes. */
  async readToEnd(): Promise<string> {
    this.#reading ??= this.#read();
    await this.#reading;
    return this.#received;
  }

  /** Goes away. */
  [Symbol.dispose](): void {
    try {
      this.#connection.close();
    } catch {
      // It is closed already.
    }
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(65536);
    try {
      for (let count; (count = await this.#connection.read(buffer)) !== null;) {
        this.#received += decoder.decode(buffer.subarray(0, count), { stream: true });
      }
    } catch {
      // Cut or closed: the end, either way.
    }
    this.#closed = true;
  }
}
