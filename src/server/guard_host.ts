const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;
const PRIVATE = new RegExp(
  [
    String.raw`^(?:172\.(?:1[6-9]|2\d|3[01])|192\.168)\.\d+\.\d+$`,
    String.raw`^10\.\d+\.\d+\.\d+$|^0\.0\.0\.0$`,
    String.raw`^\[(?:f[cd][\da-f]{2}:[\da-f:]*|::)\]$`,
  ].join("|"),
);
/** Names that no public name server gives out. */
const LOCAL_NAME = /\.(?:localhost|local|internal)$/;

/** Whether a host name or address means this machine and no other can use it, as it stands in a URL or as the system writes it. */
export function isLoopbackHost(host: string): boolean {
  return LOOPBACK.test(host.replace(/^::ffff:/i, ""));
}

/**
 * Whether a server on a loopback address may be called by a host's name: a page from elsewhere whose name was made to
 * point at this machine (DNS rebinding) calls it by another.
 *
 * @param host The host of a URL, without its port.
 * @param ownName The name of this machine.
 */
export function isLocalHost(host: string, ownName: string): boolean {
  const name = host.replace(/\.$/, "");
  return isLoopbackHost(name) || PRIVATE.test(name) || LOCAL_NAME.test(name) ||
    name === ownName.toLowerCase();
}
