import { HologramError } from "../../base/mod.ts";

/** Where a registry is, and how it may be spoken to. */
export interface RegistryAddress {
  /** Its host, with a port if need be. */
  host: string;
  /** The scheme that the user wrote before the host, `http` or `https`. */
  scheme?: string;
  /** Whether the user allows HTTP without TLS. */
  insecure?: boolean;
}

/**
 * The root of a registry, `https://host/`. Without a scheme, it is `http` for this machine or where the user allows it.
 *
 * @throws {HologramError} `invalid`, `insecure protocol http`, for `http` to another machine which is not allowed; and
 * for anything that is no host, or another scheme.
 */
export function registryUrl({ host, scheme, insecure = false }: RegistryAddress): URL {
  const wanted = scheme ?? (insecure || isLoopback(host) ? "http" : "https");
  if (wanted !== "http" && wanted !== "https") {
    throw new HologramError(`unsupported protocol ${wanted}: expected https or http`, {
      kind: "invalid",
    });
  }
  const text = `${wanted}://${host}/`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || /[/?#@\s]/.test(host)) {
    throw new HologramError(`Cannot reach registry ${JSON.stringify(host)}: expected host[:port]`, {
      kind: "invalid",
    });
  }
  if (wanted === "http" && !insecure && !isLoopback(host)) throw insecureProtocol();
  return url;
}

/** The error of a plain connection that the user has not allowed. */
export function insecureProtocol(): HologramError {
  return new HologramError("insecure protocol http", {
    kind: "invalid",
    hint: "Add --insecure to send and receive without encryption",
  });
}

/** Whether a host, with or without a port, is this machine. */
export function isLoopback(host: string): boolean {
  const text = `http://${host}/`;
  if (!URL.canParse(text)) return false;
  const { hostname } = new URL(text);
  // The parser has written every form of an IPv4 address as four decimal numbers.
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

/**
 * Whether a URL's host and port are those of a registry, the port being that of the URL's scheme where `host` has none.
 * False for text that is no URL.
 */
export function isSameHost(url: string, host: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host: found } = new URL(url);
  const own = `${protocol}//${host}/`;
  return /^https?:$/.test(protocol) && URL.canParse(own) && new URL(own).host === found;
}
