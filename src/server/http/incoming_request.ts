import type { IncomingMessage } from "node:http";
import { HologramError } from "../../base/mod.ts";
import type { Connection } from "./connections.ts";

/** How a request is read. */
export interface IncomingOptions {
  /** The scheme of its URL. */
  scheme: "http" | "https";
  /** Fires when the client goes away. */
  signal: AbortSignal;
  /** Its connection. */
  connection: Connection | undefined;
  /** How long the client may take for the next bytes of a body, in milliseconds. */
  bodyTimeoutMs: number;
}

/** Chunks of a body (64 KiB each, as they come from the system) that are read ahead. */
const QUEUED_CHUNKS = 4;
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/**
 * A request of `node:http` as the web's own. Its body is read when it is asked for, one chunk at a time.
 *
 * @throws {HologramError} `invalid` when the target, the host or the method is none that a URL and a request can have.
 */
export function incomingRequest(incoming: IncomingMessage, options: IncomingOptions): Request {
  const { method = "GET" } = incoming;
  const url = urlOf(incoming, options.scheme);
  const headers: [string, string][] = [];
  const { rawHeaders } = incoming;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    headers.push([rawHeaders[at]!, rawHeaders[at + 1]!]);
  }
  const hasBody = method !== "GET" && method !== "HEAD" &&
      (incoming.headers["content-length"] ?? "0") !== "0" ||
    incoming.headers["transfer-encoding"] !== undefined;
  try {
    return new Request(url, {
      method,
      headers,
      body: hasBody ? bodyOf(incoming, options) : null,
      signal: options.signal,
    });
  } catch (error) {
    throw new HologramError(`Cannot read the request: ${(error as Error).message}`, {
      kind: "invalid",
      cause: error,
    });
  }
}

/** The URL that a request is for: its target is a path, or the whole URL, as through a proxy (RFC 9112, 3.2). */
function urlOf({ url = "", headers }: IncomingMessage, scheme: string): string {
  const [, whole, path = url] = /^https?:\/\/([^/?#]*)(.*)$/i.exec(url) ?? [];
  const host = whole ?? headers.host ?? "localhost";
  if (!HOST.test(host) || !(path.startsWith("/") || (whole !== undefined && path === ""))) {
    throw new HologramError("Cannot read the request: its target or host is not valid", {
      kind: "invalid",
    });
  }
  return `${scheme}://${host}${path}`;
}

function bodyOf(
  incoming: IncomingMessage,
  { connection, bodyTimeoutMs }: IncomingOptions,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  const arrived = () => {
    clearTimeout(timer);
    connection?.clientMoved();
  };
  const expectMore = () => {
    clearTimeout(timer);
    connection?.waitForClient();
    timer = setTimeout(() => {
      incoming.emit("timeout");
      incoming.socket.destroy();
    }, bodyTimeoutMs);
  };
  return new ReadableStream({
    start(controller) {
      const fail = (message: string) => {
        if (ended) return;
        ended = true;
        arrived();
        controller.error(new HologramError(message, { kind: "cancelled" }));
      };
      incoming.pause();
      incoming.on("data", (chunk: Uint8Array<ArrayBuffer>) => {
        arrived();
        if (ended) return;
        controller.enqueue(chunk);
        if ((controller.desiredSize ?? 0) > 0) expectMore();
        else incoming.pause();
      });
      incoming.once("end", () => {
        arrived();
        if (ended) return;
        ended = true;
        controller.close();
      });
      incoming.once("error", () => fail("The request broke off"));
      incoming.once("close", () => fail("The request broke off"));
      incoming.once("timeout", () => fail("The request's body did not come in time"));
    },
    pull() {
      if (ended) return;
      expectMore();
      incoming.resume();
    },
    cancel() {
      ended = true;
      arrived();
    },
  }, { highWaterMark: QUEUED_CHUNKS });
}
