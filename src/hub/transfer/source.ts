import { backoffMs, retryAfterMs } from "./backoff.ts";
import type { DownloadItem } from "./download_item.ts";
import { openUrl, type Place } from "./open_url.ts";
import { kindOfStatus, TransferError } from "./transfer_error.ts";
import type { TransferTools } from "./transfer_tools.ts";

/** The longest wait that a server may ask for, in milliseconds. */
const LONGEST_ASKED_MS = 600_000;

/** A failure that another try may mend. */
export class PassingError extends Error {
  /** @param waitMs How long the server asks to wait. */
  constructor(message: string, readonly remoteStatus?: number, readonly waitMs?: number) {
    super(message);
  }
}

/** The server has another file than before, or than is expected. */
export class ChangedError extends Error {}

/**
 * Where one file comes from: its URL, the place to which that was redirected (used again until it fails, since asking the way
 * for every part costs a round trip), and its credentials.
 */
export class Source {
  readonly #item: DownloadItem;
  readonly #tools: TransferTools;
  readonly #first: Place;
  #headers: Readonly<Record<string, string>>;
  #redirected: Place | undefined;
  #notBefore = 0;
  /** Whether the server has answered at all. */
  reached = false;

  /** Knows the way to an item. */
  constructor(item: DownloadItem, tools: TransferTools) {
    this.#item = item;
    this.#tools = tools;
    this.#first = { url: new URL(item.url), own: true };
    this.#headers = item.headers ?? {};
  }

  /**
   * Asks for the file, or for a part of it.
   *
   * @returns A response with status 200, 206, or 416, whose body is to be read or cancelled.
   * @throws {PassingError} For a status that another try may mend.
   * @throws {TransferError} For any other.
   */
  async open(headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
    for (let renewed = false;;) {
      const [from, ownHeaders] = [this.#redirected ?? this.#first, this.#headers];
      const { fetch } = this.#tools;
      const { label, renewHeaders } = this.#item;
      const opened = await openUrl(from, { fetch, label, ownHeaders, headers, signal });
      const { response, url, own } = opened;
      const { status } = response;
      this.reached = true;
      if (status === 200 || status === 206) {
        if (url.href !== this.#first.url.href) this.#redirected = { url, own };
        return response;
      }
      if (this.#redirected === from) this.#redirected = undefined;
      // The place may have been good for a while only, as signed URLs are: the first URL tells another.
      const isStale = from !== this.#first && status >= 400 && status < 500 && status !== 416;
      if (isStale && kindOfStatus(status) !== "unavailable") {
        await response.body?.cancel();
        continue;
      }
      if (status === 416) return response;
      await response.body?.cancel();
      if (status === 401 && own && !renewed && renewHeaders !== undefined) {
        renewed = true;
        if (this.#headers !== ownHeaders) continue;
        const renewedHeaders = await renewHeaders(
          response.headers.get("www-authenticate") ?? undefined,
        );
        if (renewedHeaders !== undefined) {
          this.#headers = renewedHeaders;
          continue;
        }
      }
      throw this.#statusError(response);
    }
  }

  /** Waits as long as the server has asked to. */
  async waitTurn(signal: AbortSignal): Promise<void> {
    const ms = this.#notBefore - this.#tools.now();
    if (ms > 0) await this.#tools.sleep(ms, signal);
  }

  /** Asks the way anew at the next request. */
  forgetWay(): void {
    this.#redirected = undefined;
  }

  /** Milliseconds to wait after so many failures, the last of which is given. */
  waitAfter(failures: number, { waitMs }: { waitMs?: number }): number {
    return waitMs ?? backoffMs(failures, this.#tools.random);
  }

  /** An error that ends the download. */
  error(
    why: string,
    remoteStatus?: number,
    kind = kindOfStatus(remoteStatus ?? 503),
  ): TransferError {
    const { host } = this.#first.url;
    return new TransferError(`Cannot download ${this.#item.label} from ${host}: ${why}`, {
      kind,
      host,
      remoteStatus,
    });
  }

  #statusError({ status, headers }: Response): Error {
    const isPassing = kindOfStatus(status) === "unavailable" && status !== 501;
    if (!isPassing) return this.error(`status ${status}`, status);
    const waitMs = retryAfterMs(headers.get("retry-after"), this.#tools.now());
    if (waitMs !== undefined && waitMs > LONGEST_ASKED_MS) {
      return this.error(
        `status ${status}, and it asks to wait ${Math.ceil(waitMs / 1000)} seconds`,
        status,
      );
    }
    // All requests for the file wait, not only the one that was told.
    if (waitMs !== undefined) {
      this.#notBefore = Math.max(this.#notBefore, this.#tools.now() + waitMs);
    }
    return new PassingError(`status ${status}`, status, waitMs);
  }
}
