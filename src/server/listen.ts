import { errorMessage, HologramError, type Logger } from "../base/mod.ts";
import type { Config } from "../config/mod.ts";
import { ClientWatch } from "./client_watch.ts";
import { isLoopbackHost } from "./guard_origin.ts";
import { openServer } from "./open_server.ts";

/** A server that listens. */
export interface ListeningServer {
  /** Where it listens, `http://127.0.0.1:11434`. */
  url: string;
  /** Takes no more requests, ends the runners, and resolves when all is gone. */
  close(): Promise<void>;
}

/**
 * Listens on the host and port of a configuration.
 *
 * @throws {HologramError} `conflict` when the port is taken, `usage` when the address is not of this machine.
 */
export function listen(config: Config, logger: Logger): ListeningServer {
  const { host, port } = config.server;
  const server = openServer(config, logger, host);
  const watch = new ClientWatch();
  let http: Deno.HttpServer<Deno.NetAddr>;
  try {
    http = Deno.serve(
      { hostname: host, port, onListen() {} },
      async (request, { remoteAddr }) => {
        const client = watch.watch({ remote: remoteAddr, localPort: http.addr.port });
        const signal = AbortSignal.any([request.signal, client.signal]);
        try {
          return await server.app(request, { local: isLoopbackHost(remoteAddr.hostname), signal });
        } finally {
          client.stop();
        }
      },
    );
  } catch (error) {
    throw listenError(error, host, port);
  }
  const name = host.includes(":") ? `[${host}]` : host;
  return {
    url: `http://${name}:${http.addr.port}`,
    async close() {
      const drained = http.shutdown();
      await server.dispose();
      await drained;
    },
  };
}

function listenError(error: unknown, host: string, port: number): HologramError {
  if (error instanceof Deno.errors.AddrInUse) {
    return new HologramError(`Cannot listen on ${host}:${port}: something else listens there`, {
      kind: "conflict",
      hint: "Choose another port: hologram serve --port 11500",
      cause: error,
    });
  }
  return new HologramError(`Cannot listen on ${host}:${port}: ${errorMessage(error)}`, {
    kind: "usage",
    cause: error,
  });
}
