/**
 * The host of a registry as credentials are kept under, in lower case: the host and port of `https://host:5000/v1/`,
 * `host:5000/path` or `Host:5000`.
 */
export function credentialHost(address: string): string {
  return address.replace(/^[a-z][a-z\d+.-]*:\/\//i, "").replace(/[/?#].*$/s, "").toLowerCase();
}
