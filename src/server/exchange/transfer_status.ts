import { HologramError, toHologramError } from "../../base/mod.ts";

/** A line of progress of a pull or a push. */
export interface TransferStatus {
  /** What is being done. */
  status: string;
  /** What it is done to, `sha256:<hex>`. */
  digest?: string;
  /** Bytes in all. */
  total?: number;
  /** Bytes done. */
  completed?: number;
}

/** How a pull or push is done. */
export interface ExchangeOptions {
  /** Ends it; what has come of a pull is kept for the next. */
  signal: AbortSignal;
  /** Is told of progress. */
  onStatus: (status: TransferStatus) => void;
}

/** How far a blob has come, in Ollama's words. */
export function blobStatus(
  verb: "pulling" | "pushing",
  { digest, total, completed }: { digest: string; total: number; completed: number },
): TransferStatus {
  return { status: `${verb} ${digest.slice(7, 19)}`, digest, total, completed };
}

/** What an answer in one piece says of a failure: of a host that cannot be reached 500, since 503 is for this server. */
export function remoteFailure(thrown: unknown): HologramError {
  const error = toHologramError(thrown);
  if (error.kind !== "unavailable") return error;
  return new HologramError(error.message, { hint: error.hint, cause: error });
}
