import { HologramError } from "../../../base/mod.ts";
import type { Context } from "../../../deps/hono.ts";
import type { StoredModel } from "../../../store/mod.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { findModel } from "../../find_model.ts";

/** A model that a path of the protocol names. */
export interface ServedModel {
  /** Its name, as the path has it. */
  name: string;
  /** The version that the path names, if it does. */
  version: string | undefined;
  /** The model. */
  model: StoredModel;
}

/** The one version of a model that is here: the first 12 digits of its digest, as `list` shows them. */
export function versionOf(model: StoredModel): string {
  return model.digest.slice(0, 12);
}

/**
 * The model that the parameters `name` and `version` of a request's path mean.
 *
 * @throws {HologramError} `not_found` when there is no such model, or it has another version.
 */
export async function servedModel(
  c: Context<AppEnvironment>,
  context: ServerContext,
): Promise<ServedModel> {
  const name = c.req.param("name") ?? "";
  const version = c.req.param("version");
  const model = await findModel(context, { model: name });
  if (version !== undefined && version !== versionOf(model)) {
    const why = `the one that is here is ${versionOf(model)}`;
    throw new HologramError(`Model '${name}' has no version '${version}': ${why}`, {
      kind: "not_found",
    });
  }
  return { name, version, model };
}
