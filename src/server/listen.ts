import { errorMessage, HologramError, type Logger } from "../base/mod.ts";
import type { Config } from "../config/mod.ts";
import { isLoopbackHost } from "./guard_host.ts";
import { type HttpServer, type Peer, startHttpServer } from "./http/http_server.ts";
import { type OpenServer, openServer } from "./open_server.ts";
import { preload } from "./preload.ts";
import { type TlsFiles, tlsFiles } from "./tls_files.ts";
import { privately, removeDeadSocket } from "./unix_socket.ts";

/** A server that listens. */
export interface ListeningServer {
  /** Where it listens: `http://127.0.0.1:11434`, or `unix:///run/hologram.sock`. */
  url: string;
  /**
   * Takes no more requests, gives the open ones the configured time to end, then ends the runners, and resolves when
   * all is gone. What is still streamed then ends with an error line.
   */
  close(): Promise<void>;
}

/** How long the last lines of streams that are broken off have to leave, in milliseconds. */
const LAST_LINES_MS = 1000;

/**
 * Listens where a configuration says, and begins to load the models that it names.
 *
 * @throws {HologramError} `conflict` when the place is taken; `usage` when the address is not of this machine, when
 * other machines could use a server without a key, or when the certificate cannot be used.
 */
export async function listen(config: Config, logger: Logger): Promise<ListeningServer> {
  const { host, socket, shutdown_grace } = config.server;
  refuseExposure(config.server);
  const tls = await tlsFiles(config.server);
  const server = openServer(config, logger, socket === "" ? host : undefined);
  let http: HttpServer;
  try {
    http = await start(config.server, tls, answerer(server, logger));
  } catch (error) {
    await server.dispose();
    throw error;
  }
  const cleaned = server.cleanUp();
  const starting = new AbortController();
  const preloaded = preload(server.app, config.server, logger, starting.signal);
  const name = host.includes(":") ? `[${host}]` : host;
  return {
    url: socket === ""
      ? `http${tls === undefined ? "" : "s"}://${name}:${http.port}`
      : `unix://${socket}`,
    async close() {
      starting.abort(new HologramError("The server is stopping", { kind: "unavailable" }));
      await http.drain(shutdown_grace * 1000);
      await server.dispose();
      await http.drain(LAST_LINES_MS);
      await http.close();
      await preloaded;
      await cleaned;
    },
  };
}

/** Hands requests to the app, and logs that they were answered: never what they hold. */
function answerer({ app }: OpenServer, logger: Logger) {
  return async (request: Request, { address, signal }: Peer): Promise<Response> => {
    const start = performance.now();
    const response = await app(request, { local: isLocal(request, address), signal });
    logger.log("debug", "Answered a request", {
      method: request.method,
      path: new URL(request.url).pathname,
      status: response.status,
      ms: Math.round(performance.now() - start),
    });
    return response;
  };
}

/** Whether a request comes from this machine, and not through a proxy on it. */
function isLocal({ headers }: Request, address: string | undefined): boolean {
  if (headers.has("x-forwarded-for") || headers.has("forwarded")) return false;
  return address === undefined || isLoopbackHost(address);
}

async function start(
  { host, port, socket }: Config["server"],
  tls: TlsFiles | undefined,
  handler: Parameters<typeof startHttpServer>[1],
): Promise<HttpServer> {
  try {
    if (socket === "") {
      return await startHttpServer({ at: { hostname: host, port }, tls }, handler);
    }
    await removeDeadSocket(socket);
    return await privately(() => startHttpServer({ at: { path: socket } }, handler));
  } catch (error) {
    if (error instanceof HologramError) throw error;
    const place = socket || `${host}:${port}`;
    if ((error as { code?: string }).code === "EADDRINUSE") {
      throw new HologramError(`Cannot listen on ${place}: something else listens there`, {
        kind: "conflict",
        hint: "Choose another port: hologram serve --port 11500",
        cause: error,
      });
    }
    throw new HologramError(`Cannot listen on ${place}: ${errorMessage(error)}`, {
      kind: "usage",
      cause: error,
    });
  }
}

function refuseExposure(server: Config["server"]): void {
  const { host, socket, api_key, allow_unauthenticated } = server;
  if (socket !== "" || api_key !== "" || allow_unauthenticated || isLoopbackHost(host)) return;
  throw new HologramError(`Cannot listen on ${host}: other machines could use it without a key`, {
    kind: "usage",
    hint: "Set a key in HOLOGRAM_API_KEY, or allow it: hologram serve --allow-unauthenticated",
  });
}
