import { HologramError } from "../base/mod.ts";
import type { CliContext } from "./cli_context.ts";
import type { ApiClient } from "./client.ts";
import { type PullFields, pullModel } from "./pull_model.ts";

/** A model that the server has. */
export interface FoundModel {
  /** Its name there. */
  name: string;
  /** What it can do. */
  capabilities: string[];
}

/** A model that nothing is known of. */
export function unknownModel(name: string): FoundModel {
  return { name, capabilities: [] };
}

/**
 * The model of a name.
 *
 * @throws {HologramError} `not_found` when the server has none.
 */
export async function findModel(
  { signal }: Pick<CliContext, "signal">,
  client: ApiClient,
  name: string,
): Promise<FoundModel> {
  const response = await client.send("/api/show", { body: { model: name }, signal });
  const { capabilities = [] } = await response.json() as { capabilities?: string[] };
  return { name, capabilities };
}

/**
 * The model of a name. One that the server does not have is pulled first, where its name has an owner or a host: a word
 * alone is more likely a mistyped one.
 *
 * @throws {HologramError} `not_found` when it is not there and cannot be pulled either, with the reason.
 */
export async function findOrPull(
  context: CliContext,
  client: ApiClient,
  name: string,
  { insecure }: Pick<PullFields, "insecure">,
): Promise<FoundModel> {
  try {
    return await findModel(context, client, name);
  } catch (missing) {
    const isMissing = missing instanceof HologramError && missing.kind === "not_found";
    if (!isMissing || !name.includes("/")) throw missing;
    const pulled = await pullModel(context, client, name, { insecure }).catch((error) => {
      if (!(error instanceof HologramError) || error.kind === "cancelled") throw error;
      throw new HologramError(`${missing.message}, and cannot be pulled: ${error.message}`, {
        kind: "not_found",
        hint: error.hint,
        cause: error,
      });
    });
    return await findModel(context, client, pulled);
  }
}
