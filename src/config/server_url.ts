import type { Config } from "./config.ts";

/** Addresses that mean "every interface" to a listener and nothing to a client, and the one to call in their place. */
const CALLABLE: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/** What of a configuration says where the server is. */
export type ServerPlace =
  & Pick<Config["server"], "host" | "port">
  & Partial<Pick<Config["server"], "scheme" | "path" | "socket" | "tls_cert">>;

/**
 * The URL under which a command on this machine reaches the configured server, without a slash at its end:
 * `http://127.0.0.1:11434`. Over a Unix socket the host means nothing, and is `localhost`.
 */
export function serverUrl(server: ServerPlace): string {
  const scheme = server.scheme || (server.tls_cert ? "https" : "http");
  if (server.socket) return `${scheme}://localhost`;
  const host = CALLABLE[server.host] ?? server.host;
  const name = host.includes(":") ? `[${host}]` : host;
  return `${scheme}://${name}:${server.port}${server.path ?? ""}`;
}
