import { type ErrorKind, HologramError } from "../../base/mod.ts";
import * as z from "../../deps/zod.ts";

/** What a {@linkcode RegistryError} carries besides its message. */
export interface RegistryErrorOptions {
  /** The kind of failure. */
  kind: ErrorKind;
  /** The status of the answer; none when there was no answer. */
  httpStatus?: number;
  /** The registry's codes of what went wrong, `MANIFEST_UNKNOWN`. */
  codes?: readonly string[];
  /** Whether the same request may succeed later. */
  isTransient?: boolean;
  /** How long the registry asks to wait before the next request, in milliseconds. */
  retryAfter?: number;
  /** One line that tells the user what to do. */
  hint?: string;
}

/** A request that a registry refused, failed to answer, or answered wrongly. Never holds a secret. */
export class RegistryError extends HologramError {
  /** The status of the answer; `undefined` when there was none. */
  readonly httpStatus: number | undefined;
  /** The registry's codes of what went wrong. */
  readonly codes: readonly string[];
  /** Whether the same request may succeed later. */
  readonly isTransient: boolean;
  /** How long the registry asks to wait before the next request, in milliseconds. */
  readonly retryAfter: number | undefined;

  /** Makes an error with a message `what happened: why`. */
  constructor(message: string, options: RegistryErrorOptions) {
    super(message, { kind: options.kind, hint: options.hint });
    this.name = "RegistryError";
    this.httpStatus = options.httpStatus;
    this.codes = options.codes ?? [];
    this.isTransient = options.isTransient ?? false;
    this.retryAfter = options.retryAfter;
  }
}

/** What a registry says of a failure (the OCI distribution specification's error body). */
export interface RegistryFault {
  /** Its codes; none when the answer has no such body. */
  codes: string[];
  /** Its words on one line, or `HTTP 500` without any. */
  message: string;
}

const faults = z.object({
  errors: z.array(z.object({ code: z.string().optional(), message: z.string().optional() })),
});
const oauthFault = z.object({ error: z.string(), error_description: z.string().optional() });

/** Longest message of a registry that is shown, in UTF-16 units. */
const MAX_MESSAGE = 300;

/** Reads the body of a refusal: a registry's `{"errors"}` or a token server's `{"error"}`. */
export function readFault(status: number, bytes: Uint8Array): RegistryFault {
  const value = parseJson(bytes);
  const registry = faults.safeParse(value);
  if (registry.success && registry.data.errors.length > 0) {
    const { errors } = registry.data;
    const codes = errors.flatMap(({ code }) => code ?? []);
    const words = errors.map(({ code, message }) => message || code || "").filter(Boolean);
    return { codes, message: oneLine([...new Set(words)].join("; ")) || `HTTP ${status}` };
  }
  const token = oauthFault.safeParse(value);
  if (token.success) {
    const { error, error_description: description } = token.data;
    return { codes: [error], message: oneLine(description ?? error) };
  }
  return { codes: [], message: `HTTP ${status}` };
}

/** JSON, or `undefined` where it is none. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** Text from outside as a message may show it: on one line, of a bearable length, no control characters. */
export function oneLine(text: string): string {
  const cut = text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}...` : text;
  return cut.replace(/\p{C}+/gu, " ").trim().replace(/\.$/, "");
}

/** The kind of failure that a status means. */
export function kindOfStatus(status: number): ErrorKind {
  if (status === 401 || status === 403) return "forbidden";
  if (status === 404) return "not_found";
  if (status === 405 || status === 501) return "unsupported";
  if (status === 409) return "conflict";
  if (status === 413) return "too_large";
  return isTransientStatus(status) ? "unavailable" : "invalid";
}

/** Whether a status means that the same request may succeed later. */
export function isTransientStatus(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501);
}
