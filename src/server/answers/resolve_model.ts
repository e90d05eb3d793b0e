import { HologramError } from "../../base/mod.ts";
import type { Overrides, StoredModel } from "../../store/mod.ts";
import type { ServerContext } from "../context.ts";
import { findModel, type NamesModel, notFound, requestedName } from "../find_model.ts";

/** What a model can do, in Ollama's words. */
export type Capability = "completion" | "tools" | "thinking" | "insert" | "vision" | "embedding";

/** A model that a request asks to work. */
export interface ResolvedModel {
  /** Its name, as the request gave it. */
  name: string;
  /** The model. */
  stored: StoredModel;
  /** What its layers say. */
  overrides: Overrides;
}

/**
 * The model that a request names, with what its layers say.
 *
 * @throws {HologramError} `invalid`, `not_found`.
 */
export async function resolveModel(
  context: ServerContext,
  request: NamesModel,
): Promise<ResolvedModel> {
  const stored = await findModel(context, request);
  return { name: requestedName(request), stored, overrides: await stored.overrides() };
}

/** Throws as Ollama does where a request names no model, which some of its routes call not found. */
export function requireName(request: NamesModel): void {
  if (requestedName(request) === "") notFound("");
}

/**
 * Refuses what a model cannot do.
 *
 * @throws {HologramError} `unsupported`
 */
export function requireCapability(
  { name, stored }: ResolvedModel,
  capability: Capability,
  hint?: string,
): void {
  if (stored.config.capabilities.includes(capability)) return;
  const what = capability === "completion" ? "generate" : capability;
  throw new HologramError(`"${name}" does not support ${what}`, { kind: "unsupported", hint });
}
