import { HologramError } from "../base/mod.ts";
import type { ApiClient } from "./client.ts";
import { closestName } from "./closest_name.ts";

/**
 * What was thrown, with a hint that names the model that was probably meant, where it says that there is no model of a
 * name and the server has one that is spelt nearly so.
 */
export async function suggestModel(client: ApiClient, thrown: unknown): Promise<unknown> {
  if (!(thrown instanceof HologramError) || thrown.kind !== "not_found") return thrown;
  const name = /\bmodel (['"])(.+)\1 not found$/.exec(thrown.message)?.[2];
  if (name === undefined) return thrown;
  try {
    const response = await client.send("/api/tags", { method: "GET" });
    const { models } = await response.json() as { models: { name: string }[] };
    const meant = closestName(name, models.map(({ name }) => name));
    if (meant === undefined) return thrown;
    const { kind, message } = thrown;
    return new HologramError(message, { kind, hint: `Did you mean ${meant}?`, cause: thrown });
  } catch {
    // The error that there is matters more than the suggestion that there is not.
    return thrown;
  }
}
