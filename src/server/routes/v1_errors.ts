import { toHologramError } from "../../base/mod.ts";
import { errorResponse, HINT_HEADER } from "../error_response.ts";
import { hexId } from "./v1_id.ts";

/** The body of a failed request to OpenAI's API. */
export interface OpenaiErrorBody {
  /** What went wrong. */
  error: {
    /** What happened: why. */
    message: string;
    /** The kind of failure. */
    type: string;
    /** Always null: the message names the field. */
    param: null;
    /** Always null. */
    code: null;
  };
}

/** The body of a failed request to Anthropic's API. */
export interface AnthropicErrorBody {
  /** Says that it is an error. */
  type: "error";
  /** What went wrong. */
  error: {
    /** The kind of failure. */
    type: string;
    /** What happened: why. */
    message: string;
  };
  /** Identifies the request. */
  request_id: string;
}

/** How OpenAI's API names the failure that a status stands for. */
export function openaiErrorType(status: number): string {
  if (status === 404) return "not_found_error";
  if (status === 403) return "permission_error";
  return status >= 400 && status < 499 ? "invalid_request_error" : "api_error";
}

const ANTHROPIC_TYPES: Readonly<Record<number, string>> = {
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  503: "overloaded_error",
  529: "overloaded_error",
};

/** How Anthropic's API names the failure that a status stands for. */
export function anthropicErrorType(status: number): string {
  const named = ANTHROPIC_TYPES[status];
  if (named !== undefined) return named;
  return status >= 400 && status < 499 ? "invalid_request_error" : "api_error";
}

/** Anything thrown, as OpenAI's API tells it. */
export function openaiErrorBody(thrown: unknown): OpenaiErrorBody {
  const { message, status } = toHologramError(thrown);
  return { error: { message, type: openaiErrorType(status), param: null, code: null } };
}

/** Anything thrown, as Anthropic's API tells it. */
export function anthropicErrorBody(thrown: unknown, requestId: string): AnthropicErrorBody {
  const { message, status } = toHologramError(thrown);
  return {
    type: "error",
    error: { type: anthropicErrorType(status), message },
    request_id: requestId,
  };
}

/**
 * Anything thrown, as a response in the form that the API at a path has: Anthropic's at `/v1/messages` and below,
 * OpenAI's in the rest of `/v1`, the native one elsewhere. What to do about it stands in a header.
 *
 * @param randomBytes Where identifiers come from; the system unless given.
 */
export function errorResponseFor(
  path: string,
  thrown: unknown,
  randomBytes: (count: number) => Uint8Array = systemRandom,
): Response {
  const { status, hint } = toHologramError(thrown);
  const headers = new Headers();
  if (hint !== undefined) headers.set(HINT_HEADER, encodeURIComponent(hint));
  if (/^\/v1\/messages(\/|$)/.test(path)) {
    const id = hexId("req_", randomBytes);
    headers.set("request-id", id);
    return Response.json(anthropicErrorBody(thrown, id), { status, headers });
  }
  if (/^\/v1(\/|$)/.test(path)) {
    return Response.json(openaiErrorBody(thrown), { status, headers });
  }
  return errorResponse(thrown);
}

function systemRandom(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count));
}
