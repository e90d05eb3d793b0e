import { HologramError } from "../base/mod.ts";
import type { RunnableModel } from "../scheduler/mod.ts";
import { parseModelName, type StoredModel } from "../store/mod.ts";
import type { ServerContext } from "./context.ts";
import { installEmbedded } from "./embedded_model.ts";

/** The fields that name a model in a request; `name` is the older one. */
export interface NamesModel {
  /** The name. */
  model?: string;
  /** The name, in requests of older clients. */
  name?: string;
}

/** The name that a request gives, or nothing. */
export function requestedName(request: NamesModel): string {
  return request.model ?? request.name ?? "";
}

/**
 * The model that a request names. The one that ships with the program comes into the store when it is first named.
 *
 * @throws {HologramError} `invalid` when no name is given or it is malformed, `not_found` when there is no such model.
 */
export async function findModel(context: ServerContext, request: NamesModel): Promise<StoredModel> {
  const name = requestedName(request);
  if (name === "") throw new HologramError("model is required", { kind: "invalid" });
  const { store } = context;
  return await store.find(name) ??
    await installEmbedded(store, parseModelName(name, store)) ??
    await store.get(name);
}

/** A stored model, as the scheduler takes it. */
export function runnable(model: StoredModel): RunnableModel {
  const { path, digest, size } = model.holo();
  return { digest, name: model.displayName, path, size };
}
