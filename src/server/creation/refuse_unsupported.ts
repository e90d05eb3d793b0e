import { HologramError } from "../../base/mod.ts";
import type { CreateRequest } from "../schemas/create_request.ts";

/** What a request can ask for and cannot be had, by the word that asks for it. */
const REFUSED: readonly [keyof CreateRequest, string][] = [
  ["adapters", "ADAPTER: adapters cannot be applied"],
  ["draft", "DRAFT: there is no speculative decoding"],
  ["renderer", "RENDERER: prompts are rendered by the TEMPLATE"],
  ["parser", "PARSER: answers are parsed as the TEMPLATE tells"],
  ["remote_host", "remote_host: every model runs on this machine"],
];

/**
 * Refuses what cannot be honoured, by name.
 *
 * @throws {HologramError} `unsupported`
 */
export function refuseUnsupported(request: CreateRequest): void {
  for (const [field, reason] of REFUSED) {
    if (isEmpty(request[field])) continue;
    throw new HologramError(`Cannot create the model with ${reason}`, { kind: "unsupported" });
  }
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
