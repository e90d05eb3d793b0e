/** What kind of failure an error is; decides the exit code and the HTTP status. */
export type ErrorKind =
  | "usage" // wrong arguments or configuration on the command line
  | "invalid" // input that is malformed or does not fit
  | "unsupported" // valid input that this version cannot handle
  | "not_found"
  | "conflict" // a busy model, a name in use
  | "forbidden"
  | "too_large" // would exceed a budget or a limit
  | "unavailable" // overloaded, shutting down, a runner that died
  | "cancelled"
  | "internal";

/** HTTP status of each kind. 499 is the common status of a request that the client gave up. */
const STATUS: Record<ErrorKind, number> = {
  usage: 400,
  invalid: 400,
  unsupported: 400,
  not_found: 404,
  conflict: 409,
  forbidden: 403,
  too_large: 413,
  unavailable: 503,
  cancelled: 499,
  internal: 500,
};

/** What a {@linkcode HologramError} carries besides its message. */
export interface HologramErrorOptions {
  /** The kind of failure; `internal` unless given. */
  kind?: ErrorKind;
  /** One line that tells the user what to do. */
  hint?: string;
  /** The error behind this one. */
  cause?: unknown;
}

/**
 * The one error class of the program. Its message reads `what happened: why`, without a closing full stop;
 * whoever shows it (a command, an HTTP route) adds the hint.
 */
export class HologramError extends Error {
  /** The kind of failure. */
  readonly kind: ErrorKind;
  /** One line that tells the user what to do, if there is one. */
  readonly hint: string | undefined;

  /** Makes an error with a message `what happened: why`. */
  constructor(message: string, options: HologramErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "HologramError";
    this.kind = options.kind ?? "internal";
    this.hint = options.hint;
  }

  /** The HTTP status that tells a client of this failure. */
  get status(): number {
    return STATUS[this.kind];
  }

  /** The exit code of a command that failed so: 2 wrong usage, 130 interrupted, else 1. */
  get exitCode(): number {
    if (this.kind === "usage") return 2;
    return this.kind === "cancelled" ? 130 : 1;
  }
}

/** The message of anything thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Anything thrown, as a {@linkcode HologramError}: what is not one becomes `internal`. */
export function toHologramError(error: unknown): HologramError {
  if (error instanceof HologramError) return error;
  return new HologramError(errorMessage(error), { cause: error });
}
