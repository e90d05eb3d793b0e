import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import { HologramError } from "../../base/mod.ts";
import { errorResponse } from "../error_response.ts";
import { Connections } from "./connections.ts";
import { incomingRequest } from "./incoming_request.ts";
import { sendResponse } from "./send_response.ts";

/** Who sent a request. */
export interface Peer {
  /** The client's address; `undefined` on a Unix socket. */
  address: string | undefined;
  /** Fires when the client goes away before it has the whole response. */
  signal: AbortSignal;
}

/** Answers a request. What it throws becomes an error response. */
export type Handler = (request: Request, peer: Peer) => Promise<Response>;

/** What clients may take of a server. */
export interface HttpLimits {
  /** Connections at a time. */
  connections: number;
  /** How long a client may take for the head of a request, in milliseconds, and as long for a TLS handshake. */
  headTimeoutMs: number;
  /** How long a client may take for the next bytes of a body, in milliseconds. */
  bodyTimeoutMs: number;
  /** How long a connection without a request stays open, in milliseconds. */
  idleTimeoutMs: number;
  /** Size of a request's head, in bytes. */
  headBytes: number;
}

/** Limits that no well-behaved client meets. */
export const HTTP_LIMITS: HttpLimits = {
  connections: 1024,
  headTimeoutMs: 15_000,
  bodyTimeoutMs: 30_000,
  idleTimeoutMs: 75_000,
  headBytes: 64 * 1024,
};

/** Where and how a server listens. */
export interface HttpServerOptions {
  /** An address and a port (0 for any free one), or the path of a Unix socket. */
  at: { hostname: string; port: number } | { path: string };
  /** A certificate chain and its key, as PEM, for TLS. */
  tls?: { cert: string; key: string };
  /** What clients may take; {@linkcode HTTP_LIMITS} unless given. */
  limits?: Partial<HttpLimits>;
}

/** A server that listens. */
export interface HttpServer {
  /** The port that it listens on; `undefined` on a Unix socket. */
  readonly port: number | undefined;
  /**
   * Takes no new connections, refuses further requests on open ones, and resolves when every answer is sent or
   * `graceMs` milliseconds have passed.
   */
  drain(graceMs: number): Promise<void>;
  /** Closes what is still open, and resolves when all is gone. */
  close(): Promise<void>;
}

/** How long a client may go on sending a body that was refused, so that it gets to read the answer. */
const LINGER_MS = 2000;

/**
 * Serves HTTP/1.1.
 *
 * It stands on `node:http`, because `Deno.serve` bounds neither the time for a request's head nor the number of
 * connections, and does not tell that a client went away while its request has no response yet.
 *
 * @throws The system's error when it cannot listen; its `code` says why (`EADDRINUSE`).
 */
export async function startHttpServer(
  { at, tls, limits: given }: HttpServerOptions,
  handler: Handler,
): Promise<HttpServer> {
  const limits = { ...HTTP_LIMITS, ...given };
  const connections = new Connections(limits.connections);
  let answering = 0;
  let draining = false;
  let whenIdle: (() => void) | undefined;

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    answering++;
    try {
      await answer(incoming, outgoing);
    } finally {
      answering--;
      if (answering === 0) whenIdle?.();
    }
  };

  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { socket } = incoming;
    const connection = connections.get(socket);
    connection?.clientMoved();
    const gone = new AbortController();
    const sent = Promise.withResolvers<void>();
    outgoing.once("close", () => {
      if (!outgoing.writableFinished) {
        gone.abort(new DOMException("The client is gone", "AbortError"));
      }
      sent.resolve();
    });
    // A socket that breaks is told by "close".
    outgoing.on("error", () => {});
    let response: Response;
    try {
      if (draining) throw new HologramError("The server is stopping", { kind: "unavailable" });
      const request = incomingRequest(incoming, {
        scheme: tls === undefined ? "http" : "https",
        signal: gone.signal,
        connection,
        bodyTimeoutMs: limits.bodyTimeoutMs,
      });
      response = await handler(request, { address: socket.remoteAddress, signal: gone.signal });
    } catch (error) {
      response = errorResponse(error);
    }
    if (draining || !incoming.complete) outgoing.shouldKeepAlive = false;
    await sendResponse(response, outgoing, connection);
    await sent.promise;
    if (incoming.complete) connection?.waitForClient();
    else linger(incoming, socket);
  };

  const settings = {
    headersTimeout: limits.headTimeoutMs,
    // A body may take hours, as long as its bytes keep coming.
    requestTimeout: 0,
    keepAliveTimeout: limits.idleTimeoutMs,
    connectionsCheckingInterval: Math.max(50, Math.min(1000, limits.headTimeoutMs / 4)),
    maxHeaderSize: limits.headBytes,
  };
  const server: Server = tls === undefined
    ? createServer(settings, serve)
    : createTlsServer({ ...settings, ...tls, handshakeTimeout: limits.headTimeoutMs }, serve);
  server.on("connection", (socket: Socket) => connections.add(socket));
  server.on("clientError", refuseUnreadable);
  await listening(server, at);
  const address = server.address();

  return {
    port: address !== null && typeof address === "object" ? address.port : undefined,
    async drain(graceMs) {
      if (!draining) server.close();
      draining = true;
      server.closeIdleConnections();
      if (answering === 0) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      whenIdle = resolve;
      const timer = setTimeout(resolve, graceMs);
      await promise;
      clearTimeout(timer);
    },
    async close() {
      if (!draining) server.close();
      draining = true;
      connections.destroyAll();
      await connections.empty();
    },
  };
}

async function listening(server: Server, at: HttpServerOptions["at"]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.once("listening", resolve);
  if ("path" in at) server.listen(at.path);
  else server.listen({ host: at.hostname, port: at.port, backlog: 1024 });
  await promise;
  server.off("error", reject);
}

/** Answers what is no request, or none in time. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  const status = error.code === "HPE_HEADER_OVERFLOW"
    ? "431 Request Header Fields Too Large"
    : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
    ? "408 Request Timeout"
    : "400 Bad Request";
  // Without a connection that works (a TLS handshake that failed, a broken pipe) there is nobody to tell.
  if (!/^(?:HPE_|ERR_HTTP_)/.test(error.code ?? "")) return void socket.destroy();
  if (socket.writable) {
    socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }
  socket.destroySoon();
}

/** Takes and drops the rest of a refused body for a moment: closing at once could cost the client its answer. */
function linger(incoming: IncomingMessage, socket: Socket): void {
  if (socket.destroyed) return;
  incoming.resume();
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("close", () => clearTimeout(timer));
}
