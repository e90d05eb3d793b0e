import type { Socket } from "node:net";

/** One connection, as long as it is open. */
export interface Connection {
  /** Says that the next move is the client's: to send bytes, or to take some. */
  waitForClient(): void;
  /** Says that the client has done its part. */
  clientMoved(): void;
}

interface Entry extends Connection {
  socket: Socket;
}

/**
 * The open connections of a server, at most `limit` of them.
 *
 * At the limit a new connection takes the place of the one that has left the server waiting longest: an idle one, one
 * that never finishes its head or its body, or one that does not take its answer. Slow clients therefore cannot keep
 * others out. Where every connection has a request that is being answered, the new one is closed.
 */
export class Connections {
  readonly #limit: number;
  readonly #open = new Map<unknown, Entry>();
  /** Those that wait for their client, the longest first. */
  readonly #waiting = new Set<Entry>();
  #whenEmpty: (() => void) | undefined;

  /** Makes an empty set that holds `limit` connections. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes in a new connection, which waits for its client. */
  add(socket: Socket): void {
    if (this.#open.size >= this.#limit) {
      const [longest] = this.#waiting;
      (longest?.socket ?? socket).destroy();
      if (longest === undefined) return;
      this.#waiting.delete(longest);
    }
    const entry: Entry = {
      socket,
      waitForClient: () => {
        this.#waiting.delete(entry);
        if (this.#open.get(key) === entry) this.#waiting.add(entry);
      },
      clientMoved: () => void this.#waiting.delete(entry),
    };
    const key = connectionKey(socket);
    this.#open.set(key, entry);
    this.#waiting.add(entry);
    socket.once("close", () => {
      this.#waiting.delete(entry);
      if (this.#open.get(key) === entry) this.#open.delete(key);
      if (this.#open.size === 0) this.#whenEmpty?.();
    });
  }

  /** The connection of a socket; TLS has a socket of its own over the one that was added. */
  get(socket: Socket): Connection | undefined {
    return this.#open.get(connectionKey(socket));
  }

  /** Resolves when no connection is open. */
  async empty(): Promise<void> {
    if (this.#open.size === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#whenEmpty = resolve;
    await promise;
  }

  /** Closes every connection at once. */
  destroyAll(): void {
    for (const { socket } of this.#open.values()) socket.destroy();
  }
}

/** What a connection's sockets have in common: the client's address, or on a Unix socket the only socket itself. */
function connectionKey(socket: Socket): unknown {
  const { remoteAddress, remotePort } = socket;
  return remotePort === undefined ? socket : `${remoteAddress} ${remotePort}`;
}
