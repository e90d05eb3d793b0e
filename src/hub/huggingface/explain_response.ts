import { type ErrorKind, HologramError } from "../../base/mod.ts";
import type { HuggingFaceSource } from "./parse_source.ts";
import type { HubEnvironment } from "./read_environment.ts";

/** Where tokens are made. */
const TOKENS = "https://huggingface.co/settings/tokens";

/**
 * The error that a refusal of the hub means. The hub tells it by `X-Error-Code`: `GatedRepo`, `RepoNotFound` (which
 * without a token may also mean a private one), `RevisionNotFound`, `EntryNotFound`. Reads the answer's body.
 */
export async function explainResponse(
  response: Response,
  environment: HubEnvironment,
  source?: HuggingFaceSource,
): Promise<HologramError> {
  const { endpoint, token } = environment;
  const { host } = new URL(endpoint);
  const { status, headers } = response;
  const code = headers.get("x-error-code");
  const said = headers.get("x-error-message") ?? await bodyMessage(response);
  await response.body?.cancel().catch(() => {});
  const about = source === undefined ? "the list of models" : `'${source.repository}'`;
  const page = source === undefined ? endpoint : `${endpoint}/${source.repository}`;
  const error = (message: string, kind: ErrorKind, hint?: string) =>
    new HologramError(message, { kind, ...hint === undefined ? {} : { hint } });

  if (code === "GatedRepo") {
    return token === undefined
      ? error(
        `Cannot fetch ${about}: it is gated, and there is no token of Hugging Face`,
        "forbidden",
        `Accept its terms at ${page}, then set HF_TOKEN to a token from ${TOKENS}`,
      )
      : error(
        `Cannot fetch ${about}: it is gated, and the account of the token from ${token.from} has no access`,
        "forbidden",
        `Accept its terms at ${page}`,
      );
  }
  const isRefusedToken = status === 401 && token !== undefined && code !== "RepoNotFound";
  if (isRefusedToken) {
    return error(
      `${host} refused the token from ${token.from}: ${said ?? "it is not valid"}`,
      "forbidden",
      `Make a new one at ${TOKENS}, or remove it for what is public`,
    );
  }
  if (code === "RevisionNotFound") {
    return error(
      `Cannot find ${about} on ${host}: it has no revision '${source?.revision ?? "main"}'`,
      "not_found",
      `Its branches and tags are listed at ${page}/tree/main`,
    );
  }
  if (code === "EntryNotFound") {
    return error(`Cannot fetch ${about}: ${said ?? "a file of it is gone"}`, "not_found");
  }
  if (code === "RepoNotFound" || status === 404 || status === 401) {
    return error(
      `Cannot find ${about} on ${host}: there is no such repository, or it is private`,
      "not_found",
      token === undefined
        ? `If it is private, set HF_TOKEN to a token from ${TOKENS}`
        : `If it is private, the account of the token from ${token.from} has no access to it`,
    );
  }
  if (status === 403) {
    return error(
      `${host} refused ${about}: ${said ?? "forbidden"}`,
      "forbidden",
      token === undefined
        ? `Set HF_TOKEN to a token from ${TOKENS}`
        : `The token from ${token.from} may lack the right to read it: see ${TOKENS}`,
    );
  }
  if (status === 429) {
    return error(
      `${host} refused ${about}: too many requests`,
      "unavailable",
      token === undefined
        ? "Try again later, or set HF_TOKEN: limits are higher then"
        : "Try again later",
    );
  }
  return error(`${host} failed for ${about}: ${said ?? `status ${status}`}`, "unavailable");
}

/** The error in a JSON body, cut to a line. */
async function bodyMessage(response: Response): Promise<string | undefined> {
  try {
    const { error } = JSON.parse(await response.text());
    return typeof error === "string" ? error.split("\n")[0]!.slice(0, 300) : undefined;
  } catch {
    return undefined;
  }
}
