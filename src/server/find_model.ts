import { HologramError } from "../base/mod.ts";
import type { RunnableModel } from "../scheduler/mod.ts";
import { type ModelName, parseModelName, type StoredModel } from "../store/mod.ts";
import type { ServerContext } from "./context.ts";
import { installEmbedded } from "./embedded_model.ts";
import { findPulled } from "./exchange/recorded_source.ts";

/** The fields that name a model in a request; `name` is the older one. */
export interface NamesModel {
  /** The name. */
  model?: string | null;
  /** The name, in requests of older clients. */
  name?: string | null;
}

/** The name that a request gives, or nothing. */
export function requestedName(request: NamesModel): string {
  return request.model || request.name || "";
}

/**
 * Reads the name of a model that is to be here.
 *
 * @throws {HologramError} `invalid` when it is malformed; `unsupported` when it asks for a model in a cloud.
 */
export function localModelName(name: string, context: ServerContext): ModelName {
  const sources = name.split(":").slice(1).map((part) => part.toLowerCase());
  const [local, cloud] = ["local", "cloud"].map((source) => sources.includes(source));
  if (local && cloud) {
    throw new HologramError(`use either :local or :cloud, not both: ${JSON.stringify(name)}`, {
      kind: "invalid",
    });
  }
  if (sources.at(-1) === "cloud") {
    throw new HologramError(`model '${name}' is in a cloud: every model runs on this machine`, {
      kind: "unsupported",
    });
  }
  return parseModelName(name, context.store);
}

/**
 * The model that a request names. The one that ships with the program comes into the store when it is first named.
 *
 * @throws {HologramError} `invalid` when no name is given or it is malformed, `not_found` when there is no such model.
 */
export async function findModel(context: ServerContext, request: NamesModel): Promise<StoredModel> {
  const name = requestedName(request);
  if (name === "") throw new HologramError("model is required", { kind: "invalid" });
  return await findNamed(context, name) ?? notFound(name);
}

/**
 * The model of a name, or of a source from which it was pulled; `undefined` when there is none.
 *
 * @throws {HologramError} `invalid` when it is neither.
 */
export async function findNamed(
  context: ServerContext,
  text: string,
): Promise<StoredModel | undefined> {
  let name: ModelName;
  try {
    name = localModelName(text, context);
  } catch (error) {
    // A source may say more than a name can: a path, a revision.
    const pulled = await findPulled(context.store, text);
    if (pulled === undefined) throw error;
    return pulled;
  }
  return await findStored(context, name) ?? await findPulled(context.store, text);
}

/** The model of a name, or the one that ships with the program; `undefined` when there is none. */
export async function findStored(
  { store }: ServerContext,
  name: ModelName,
): Promise<StoredModel | undefined> {
  return await store.find(name) ?? await installEmbedded(store, name);
}

/** Throws that there is no model of a name. */
export function notFound(name: string): never {
  throw new HologramError(`model '${name}' not found`, {
    kind: "not_found",
    hint: "See what is there with: hologram list",
  });
}

/** A stored model, as the scheduler takes it. */
export function runnable(model: StoredModel): RunnableModel {
  const { path, digest, size } = model.holo();
  const { memory_budget_mb, parallel } = model.config;
  return {
    digest,
    name: model.displayName,
    path,
    size,
    memoryBudget: memory_budget_mb === undefined ? undefined : memory_budget_mb * 2 ** 20,
    singleThread: parallel === false,
  };
}
