import { errorMessage, HologramError } from "../base/mod.ts";
import type { Config } from "../config/mod.ts";

/**
 * How the configured server is reached, where that is not plain TCP or the system's own trust: through its Unix socket,
 * or trusting its certificate. Close it after use.
 *
 * @throws {HologramError} `usage` when the certificate cannot be read.
 */
export function httpClient(
  { socket, tls_cert }: Pick<Config["server"], "socket" | "tls_cert">,
): Deno.HttpClient | undefined {
  if (socket !== "") return Deno.createHttpClient({ proxy: { transport: "unix", path: socket } });
  if (tls_cert === "") return undefined;
  try {
    return Deno.createHttpClient({ caCerts: [Deno.readTextFileSync(tls_cert)] });
  } catch (error) {
    throw new HologramError(`Cannot read the certificate ${tls_cert}: ${errorMessage(error)}`, {
      kind: "usage",
      cause: error,
    });
  }
}
