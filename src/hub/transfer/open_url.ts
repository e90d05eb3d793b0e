import { TransferError } from "./transfer_error.ts";

/** Most redirects that one request follows. */
const MOST_REDIRECTS = 10;

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** Where a request goes. */
export interface Place {
  /** The URL. */
  url: URL;
  /** Whether it was reached without leaving the host of the first URL, so that credentials may be sent. */
  own: boolean;
}

/** What opening a URL needs. */
export interface OpenOptions {
  /** Asks a server. */
  fetch: typeof fetch;
  /** What is downloaded, for errors. */
  label: string;
  /** Headers for the first URL's own host only. */
  ownHeaders: Readonly<Record<string, string>>;
  /** Headers for any host. */
  headers: Readonly<Record<string, string>>;
  /** Ends the request. */
  signal: AbortSignal;
}

/**
 * Asks for a URL and follows redirects, at most 10. Once a redirect has left the first URL's host, its headers are sent
 * to nobody any more, itself included.
 *
 * @throws {TransferError} `invalid` for more redirects, one to nowhere, or one from https to plain http, unless that is
 * this machine.
 */
export async function openUrl(
  from: Place,
  { fetch, label, ownHeaders, headers, signal }: OpenOptions,
): Promise<Place & { response: Response }> {
  let { url, own } = from;
  for (let redirects = 0;; redirects++) {
    const response = await fetch(url.href, {
      headers: own ? { ...ownHeaders, ...headers } : headers,
      redirect: "manual",
      signal,
    });
    if (!REDIRECTS.includes(response.status)) return { url, own, response };
    await response.body?.cancel();
    const refuse = (why: string): never => {
      throw new TransferError(`Cannot download ${label} from ${from.url.host}: ${why}`, {
        kind: "invalid",
        host: from.url.host,
        remoteStatus: response.status,
      });
    };
    if (redirects === MOST_REDIRECTS) refuse(`more than ${MOST_REDIRECTS} redirects`);
    const location = response.headers.get("location");
    if (location === null || !URL.canParse(location, url.href)) refuse("a redirect leads nowhere");
    const next = new URL(location!, url.href);
    const isPlain = next.protocol === "http:";
    if (!isPlain && next.protocol !== "https:") {
      refuse(`a redirect leads to ${next.protocol}, expected https:`);
    }
    if (isPlain && url.protocol === "https:" && !isLoopback(next)) {
      refuse(`a redirect leads from https to plain http at ${next.host}`);
    }
    own &&= next.host === url.host;
    url = next;
  }
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}
