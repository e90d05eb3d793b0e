/** Where a server is. */
export interface Address {
  /** The scheme, where the address says it. */
  scheme?: "http" | "https";
  /** A name or an IP address, an IPv6 one without brackets. */
  host?: string;
  /** A port, 0 to 65535. */
  port?: number;
  /** What stands before every path of the API, `/hologram`; only where a scheme is given. */
  path?: string;
  /** The absolute path of a Unix socket; then there is nothing else. */
  socket?: string;
}

const NAME = /^\w[\w.-]*$/;
const URL_PATH = /^(?:\/[\w.~%+-]+)*$/;
const PORTS = { http: 80, https: 443 } as const;

/**
 * Splits `host`, `host:port`, `:port`, `[ipv6]`, `[ipv6]:port`, a bare IPv6 address, any of them behind `http://` or
 * `https://` (whose ports are 80 and 443 unless given, and which may have a path), and `unix:///path`; `undefined` for
 * anything else, an empty text among it.
 */
export function splitAddress(text: string): Address | undefined {
  const trimmed = text.trim();
  const socket = /^unix:(?:\/\/)?(\/(?!\/)[^\0]+)$/.exec(trimmed)?.[1];
  if (socket !== undefined) return { socket };
  const [, scheme, rest = ""] = /^(?:(https?):\/\/)?(.*?)\/*$/i.exec(trimmed) ?? [];
  if (scheme === undefined) return splitAuthority(rest);
  const slash = rest.indexOf("/");
  const path = slash < 0 ? "" : rest.slice(slash);
  const authority = splitAuthority(slash < 0 ? rest : rest.slice(0, slash));
  if (authority === undefined || !URL_PATH.test(path)) return undefined;
  const name = scheme.toLowerCase() as "http" | "https";
  return { scheme: name, port: PORTS[name], ...authority, ...path === "" ? {} : { path } };
}

/** Splits a host, a port, or both. */
function splitAuthority(text: string): Address | undefined {
  if (isIpv6(text)) return { host: text };
  const [, bracketed, name, digits] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d{1,5}))?$/.exec(text) ??
    [];
  const port = digits === undefined ? {} : { port: Number(digits) };
  if (Number(digits) > 65535) return undefined;
  if (bracketed !== undefined) return isIpv6(bracketed) ? { host: bracketed, ...port } : undefined;
  if (name === "") return digits === undefined ? undefined : port;
  return name !== undefined && NAME.test(name) ? { host: name, ...port } : undefined;
}

/** Whether text is an IPv6 address, with or without a zone (`%eth0`). */
function isIpv6(text: string): boolean {
  return /^[0-9a-f:.]+(?:%[\w.-]+)?$/i.test(text) && text.includes(":") &&
    URL.canParse(`http://[${text.split("%")[0]}]`);
}
