import { toHologramError } from "../base/mod.ts";

/** Header of a failed response that says what to do, as a URI component; clients compare the body byte for byte. */
export const HINT_HEADER = "x-hologram-hint";

/** The last line of a stream that failed. */
export interface ErrorLine {
  /** What happened: why. */
  error: string;
  /** What to do, if there is something. */
  hint?: string;
}

/** Anything thrown, as the last line of a stream. */
export function errorLine(thrown: unknown): ErrorLine {
  const { message, hint } = toHologramError(thrown);
  return hint === undefined ? { error: message } : { error: message, hint };
}

/** Anything thrown, as a response with the status that its kind has. */
export function errorResponse(thrown: unknown): Response {
  const { message, hint, status } = toHologramError(thrown);
  return Response.json({ error: message }, {
    status,
    headers: {
      "content-type": "application/json; charset=utf-8",
      ...(hint === undefined ? {} : { [HINT_HEADER]: encodeURIComponent(hint) }),
    },
  });
}
