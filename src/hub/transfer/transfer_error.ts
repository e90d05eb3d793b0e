import { type ErrorKind, HologramError } from "../../base/mod.ts";

/** What a {@linkcode TransferError} tells besides its message. */
export interface TransferErrorOptions {
  /** The kind of failure. */
  kind: ErrorKind;
  /** The host and port of the item's URL. */
  host: string;
  /** The HTTP status that ended the download, where one did. */
  remoteStatus?: number;
  /** One line that tells the user what to do. */
  hint?: string;
}

/** A download failed. It names a host and a status, and holds no URL, since a query may be a signature. */
export class TransferError extends HologramError {
  /** The host and port of the item's URL. */
  readonly host: string;
  /** The HTTP status that ended the download, where one did. */
  readonly remoteStatus: number | undefined;

  /** Makes an error with a message `what happened: why`. */
  constructor(message: string, { kind, host, remoteStatus, hint }: TransferErrorOptions) {
    super(message, { kind, hint });
    this.name = "TransferError";
    this.host = host;
    this.remoteStatus = remoteStatus;
  }
}

/** The kind of failure that an HTTP status of a server means to whoever asked it. */
export function kindOfStatus(status: number): ErrorKind {
  if (status === 401 || status === 403) return "forbidden";
  if (status === 404 || status === 410) return "not_found";
  if (status === 408 || status === 429 || status >= 500) return "unavailable";
  return "invalid";
}

/** The end of a download that was given up by its signal. */
export function cancelledError(label: string): HologramError {
  return new HologramError(`Cannot download ${label}: cancelled`, { kind: "cancelled" });
}

/** What went wrong below, without the URLs that the system's messages quote. */
export function reasonOf(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  const message = inner instanceof Error ? inner.message : String(inner);
  const plain = message.replace(/\s*(?:for url )?\(?[a-z]+:\/\/[^\s)]*\)?/gi, "");
  return plain.split(": ").filter((part) => part !== "").join(": ");
}
