import { createPrivateKey, X509Certificate } from "node:crypto";
import { errorMessage, HologramError } from "../base/mod.ts";
import type { Config } from "../config/mod.ts";

/** A certificate (with those that vouch for it after it) and its private key, as PEM. */
export interface TlsFiles {
  /** The certificate. */
  cert: string;
  /** The key. */
  key: string;
}

/**
 * Reads the certificate and its key, where the configuration names them.
 *
 * @throws {HologramError} `usage` when there is one without the other, when the address says HTTPS and there is neither,
 * or when they cannot be read or do not belong together.
 */
export async function tlsFiles(
  { tls_cert, tls_key, scheme, socket }: Config["server"],
): Promise<TlsFiles | undefined> {
  if ((tls_cert === "") !== (tls_key === "")) {
    throw new HologramError(
      "Cannot serve HTTPS: server.tls_cert and server.tls_key are needed together",
      { kind: "usage" },
    );
  }
  if (tls_cert === "" && scheme === "https") {
    throw new HologramError("Cannot serve HTTPS: there is no certificate", {
      kind: "usage",
      hint: "Name one: HOLOGRAM_TLS_CERT=cert.pem HOLOGRAM_TLS_KEY=key.pem",
    });
  }
  if (tls_cert === "" || socket !== "") return undefined;
  const [cert, certificate] = await readPem(tls_cert, (text) => new X509Certificate(text));
  const [key, privateKey] = await readPem(tls_key, (text) => createPrivateKey(text));
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new HologramError(`Cannot serve HTTPS: ${tls_key} is not the key of ${tls_cert}`, {
      kind: "usage",
    });
  }
  return { cert, key };
}

async function readPem<T>(path: string, parse: (text: string) => T): Promise<[string, T]> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    throw new HologramError(`Cannot read ${path}: ${errorMessage(error)}`, {
      kind: "usage",
      cause: error,
    });
  }
  try {
    return [text, parse(text)];
  } catch (error) {
    // What the parser says is about its own insides.
    throw new HologramError(`Cannot read ${path}: it must be a certificate or a key as PEM`, {
      kind: "usage",
      cause: error,
    });
  }
}
