import { errorMessage, HologramError } from "../../base/mod.ts";
import { oneLine, RegistryError } from "./registry_error.ts";
import { insecureProtocol } from "./registry_url.ts";

/** A request, as {@linkcode fetchWhole} makes it. */
export interface WholeRequest {
  /** The method. */
  method: string;
  /** Headers that any host may see. */
  headers?: Record<string, string>;
  /** The value of `Authorization`, which only the URL's own host is sent. */
  authorization?: string;
  /** The body, or what opens it once more for each attempt. */
  body?: Uint8Array<ArrayBuffer> | (() => ReadableStream<Uint8Array<ArrayBuffer>>);
  /** Most bytes that the answer may have; 4 MiB unless given. */
  limit?: number;
  /** How long the whole exchange may take, in milliseconds; a minute unless given. */
  timeout?: number;
  /** How many redirects are followed; 5 unless given. */
  redirects?: number;
  /** Whether a redirect may lead from HTTPS to HTTP. */
  insecure?: boolean;
  /** Ends the request. */
  signal?: AbortSignal;
}

/** An answer that has been read to its end. */
export interface WholeResponse {
  /** Its status. */
  status: number;
  /** Its headers. */
  headers: Headers;
  /** Its body; of a refusal, no more than the limit. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Where it came from in the end. */
  url: URL;
}

/** Most bytes of an answer: what the OCI distribution specification lets a manifest have. */
const LIMIT = 4 * 1024 * 1024;

/**
 * Makes a request and reads the answer, of any status, to its end. Redirects are followed here, so that
 * `Authorization` stays with its host and no redirect leads out of HTTPS.
 *
 * @throws {RegistryError} transient when there is no answer in time; `too_large` for more bytes than the limit;
 * {@linkcode HologramError} `invalid` for a redirect to plain HTTP. The signal's reason when it aborts.
 */
export async function fetchWhole(
  fetch: typeof globalThis.fetch,
  start: URL,
  request: WholeRequest,
): Promise<WholeResponse> {
  const { signal, timeout = 60_000, limit = LIMIT, redirects = 5 } = request;
  const controller = new AbortController();
  const abort = () => controller.abort(signal!.reason);
  signal?.throwIfAborted();
  signal?.addEventListener("abort", abort);
  const late = new RegistryError(
    `Cannot reach registry ${start.host}: no answer within ${Math.round(timeout / 1000)} s`,
    { kind: "unavailable", isTransient: true },
  );
  const timer = setTimeout(() => controller.abort(late), timeout);
  try {
    let url = start;
    for (let followed = 0;; followed++) {
      const response = await fetch(url, requestInit(request, url, start, controller.signal));
      const next = followed < redirects ? redirectOf(response, request.method, url) : undefined;
      if (next === undefined) {
        const bytes = await readBody(response, limit, start.host);
        return { status: response.status, headers: response.headers, bytes, url };
      }
      await response.body?.cancel();
      if (url.protocol === "https:" && next.protocol !== "https:" && !request.insecure) {
        throw insecureProtocol();
      }
      url = next;
    }
  } catch (error) {
    if (controller.signal.aborted) throw controller.signal.reason;
    throw error instanceof HologramError ? error : unreachable(start.host, error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

function requestInit(
  { method, headers, authorization, body }: WholeRequest,
  url: URL,
  start: URL,
  signal: AbortSignal,
): RequestInit {
  const isOwn = url.origin === start.origin;
  const all = new Headers(headers);
  if (authorization !== undefined && isOwn) all.set("authorization", authorization);
  return {
    method,
    headers: all,
    body: typeof body === "function" ? body() : body,
    redirect: "manual",
    signal,
  };
}

/** Where a redirect leads. One that would change the method of a writing request is no redirect to follow. */
function redirectOf(response: Response, method: string, url: URL): URL | undefined {
  const { status, headers } = response;
  const isReading = method === "GET" || method === "HEAD";
  const follows = [307, 308].includes(status) || ([301, 302, 303].includes(status) && isReading);
  const location = headers.get("location");
  if (!follows || location === null || !URL.canParse(location, url)) return undefined;
  const next = new URL(location, url);
  return /^https?:$/.test(next.protocol) ? next : undefined;
}

async function readBody(
  response: Response,
  limit: number,
  host: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > limit) {
      // A refusal needs no more of its page than fits.
      if (!response.ok) break;
      throw new RegistryError(
        `Cannot read the answer of registry ${host}: expected at most ${limit} bytes`,
        { kind: "too_large" },
      );
    }
    parts.push(part);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** The error of a request without an answer. The system's message holds the URL, whose query may be secret. */
function unreachable(host: string, error: unknown): RegistryError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = errorMessage(cause);
  const reason = oneLine(
    message.replace(/^.*? for url \([^)]*\):? ?/s, "").replace(/ \(os error \d+\)/, "")
      .replace(/\b(https?:\/\/[^\s?]*)\?\S*/g, "$1"),
  );
  return new RegistryError(`Cannot reach registry ${host}: ${reason}`, {
    kind: "unavailable",
    // A host that is not there will not appear within a minute; a connection that broke may come back.
    isTransient: !/\(Connect\)|dns error/.test(message),
  });
}
