/** A connection's two ends, as the server sees them. */
export interface Connection {
  /** The client's address. */
  remote: Deno.NetAddr;
  /** The server's port. */
  localPort: number;
}

/** Reads the system's table of connections: the text of `/proc/net/tcp` and `/proc/net/tcp6`. */
export type ReadConnections = () => Promise<string>;

const POLL_MS = 250;
/** Connection states of Linux in which the client still waits for its answer. */
const OPEN_STATES = new Set(["01"]);

/**
 * Notices clients that go away while their request is worked on, before there is a response.
 *
 * `Deno.serve` aborts a request's signal then, but (in 2.9.6) not when the request has a body that came in a later
 * packet than its head: most real ones. Linux tells the state of every connection in `/proc/net`, which is looked at as
 * long as a request is open. Elsewhere the signal is all there is; a streamed response notices by itself.
 */
export class ClientWatch {
  readonly #read: ReadConnections;
  readonly #watched = new Map<AbortController, string>();
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Makes a watch; `read` is the system's table unless given. */
  constructor(read: ReadConnections = readProc) {
    this.#read = read;
  }

  /** Watches a connection until `stop` is called; `signal` fires when its client is gone. */
  watch(connection: Connection): { signal: AbortSignal; stop: () => void } {
    const controller = new AbortController();
    this.#watched.set(controller, connectionKey(connection));
    this.#timer ??= setInterval(() => this.#look(), POLL_MS);
    return { signal: controller.signal, stop: () => this.#stop(controller) };
  }

  #stop(controller: AbortController): void {
    this.#watched.delete(controller);
    if (this.#watched.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #look(): Promise<void> {
    const looked = [...this.#watched];
    const table = await this.#read();
    // Where the system tells nothing, nobody is known to be gone.
    if (table.trim() === "") return;
    const open = openConnections(table);
    for (const [controller, key] of looked) {
      if (!open.has(key)) controller.abort(new DOMException("The client is gone", "AbortError"));
    }
  }
}

/** Keys of the established connections in the text of `/proc/net/tcp` and `tcp6`. */
function openConnections(table: string): Set<string> {
  const keys = new Set<string>();
  for (const line of table.split("\n")) {
    const [, local, remote, state] = line.trim().split(/\s+/);
    if (local === undefined || remote === undefined || !OPEN_STATES.has(state!)) continue;
    const [address, port] = remote.split(":") as [string, string];
    const mapped = /^0000000000000000FFFF0000(.{8})$/.exec(address)?.[1];
    keys.add(`${local.split(":")[1]} ${mapped ?? address}:${port}`);
  }
  return keys;
}

/** How the table writes a connection: hexadecimal, addresses in words of four bytes, each reversed. */
function connectionKey({ remote, localPort }: Connection): string {
  const hex = (value: number, digits: number) =>
    value.toString(16).toUpperCase().padStart(digits, "0");
  const bytes = remote.hostname.includes(":") ? ipv6(remote.hostname) : ipv4(remote.hostname);
  let address = "";
  for (let word = 0; word < bytes.length; word += 4) {
    for (const byte of bytes.slice(word, word + 4).reverse()) address += hex(byte, 2);
  }
  return `${hex(localPort, 4)} ${address}:${hex(remote.port, 4)}`;
}

function ipv4(text: string): number[] {
  return text.split(".").map(Number);
}

function ipv6(text: string): number[] {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text)?.[1];
  if (mapped !== undefined) return ipv4(mapped);
  const [head, tail] = text.split("%")[0]!.split("::") as [string, string | undefined];
  const groups = (part: string | undefined) => part ? part.split(":") : [];
  const before = groups(head);
  const after = groups(tail);
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<string>(zeros).fill("0"), ...after].flatMap((group) => {
    const value = parseInt(group, 16);
    return [value >> 8, value & 255];
  });
}

async function readProc(): Promise<string> {
  const tables = ["/proc/net/tcp", "/proc/net/tcp6"]
    .map((path) => Deno.readTextFile(path).catch(() => ""));
  return (await Promise.all(tables)).join("\n");
}
