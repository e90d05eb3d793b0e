import { toHologramError } from "../base/mod.ts";

/** The body of a failed request. */
export interface ErrorBody {
  /** What happened: why. */
  error: string;
  /** What to do, if there is something. */
  hint?: string;
}

/** Anything thrown, as the body of a failed request. */
export function errorBody(thrown: unknown): ErrorBody {
  const { message, hint } = toHologramError(thrown);
  return hint === undefined ? { error: message } : { error: message, hint };
}

/** Anything thrown, as a response with the status that its kind has. */
export function errorResponse(thrown: unknown): Response {
  return Response.json(errorBody(thrown), { status: toHologramError(thrown).status });
}
