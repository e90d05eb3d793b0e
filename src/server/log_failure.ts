import { type Logger, toHologramError } from "../base/mod.ts";

/**
 * Logs a failed request. What is wrong with a request may be told in its own words, which can be a prompt or a key:
 * of one that is refused as invalid, only that it was is logged.
 */
export function logFailure(
  logger: Logger,
  { method, path }: { method: string; path: string },
  thrown: unknown,
): void {
  const error = toHologramError(thrown);
  const { status, kind } = error;
  const fields = { method, path, status };
  if (status >= 500 && status !== 503) {
    logger.log("error", error.message, { ...fields, cause: error.cause });
  } else if (kind === "invalid" || kind === "unsupported") {
    logger.log("info", "Refused a request", { ...fields, kind });
  } else {
    logger.log("info", error.message, fields);
  }
}
