/** A host, a port, or both. */
export interface Address {
  /** A name or an IP address, an IPv6 one without brackets. */
  host?: string;
  /** A port, 0 to 65535. */
  port?: number;
}

const NAME = /^\w[\w.-]*$/;

/**
 * Splits `host`, `host:port`, `:port`, `[ipv6]`, `[ipv6]:port`, a bare IPv6 address, and any of them behind `http://`
 * (whose port is 80 unless given); `undefined` for anything else, an empty text and `https://` among it.
 */
export function splitAddress(text: string): Address | undefined {
  const [, scheme, rest = ""] = /^(http:\/\/)?(.*?)\/?$/i.exec(text.trim()) ?? [];
  if (isIpv6(rest)) return withPort(rest, undefined, scheme);
  const [, bracketed, name, port] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d{1,5}))?$/.exec(rest) ?? [];
  if (bracketed !== undefined) {
    return isIpv6(bracketed) ? withPort(bracketed, port, scheme) : undefined;
  }
  if (name === "") return port === undefined ? undefined : withPort(undefined, port, scheme);
  return name !== undefined && NAME.test(name) ? withPort(name, port, scheme) : undefined;
}

/** Whether text is an IPv6 address, with or without a zone (`%eth0`). */
function isIpv6(text: string): boolean {
  return /^[0-9a-f:.]+(?:%[\w.-]+)?$/i.test(text) && text.includes(":") &&
    URL.canParse(`http://[${text.split("%")[0]}]`);
}

function withPort(
  host: string | undefined,
  port: string | undefined,
  scheme: string | undefined,
): Address | undefined {
  const number = port !== undefined ? Number(port) : scheme === undefined ? undefined : 80;
  if (number !== undefined && number > 65535) return undefined;
  return {
    ...host === undefined ? {} : { host },
    ...number === undefined ? {} : { port: number },
  };
}
