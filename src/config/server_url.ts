import type { Config } from "./config.ts";

/** Addresses that mean "every interface" to a listener and nothing to a client, and the one to call in their place. */
const CALLABLE: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/** The URL under which a command on this machine reaches the configured server, `http://127.0.0.1:11434`. */
export function serverUrl(server: Pick<Config["server"], "host" | "port">): string {
  const host = CALLABLE[server.host] ?? server.host;
  return `http://${host.includes(":") ? `[${host}]` : host}:${server.port}`;
}
