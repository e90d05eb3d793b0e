import { HologramError } from "../../../base/mod.ts";
import { Hono } from "../../../deps/hono.ts";
import type { StoredModel } from "../../../store/mod.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { findModel, requestedName, runnable } from "../../find_model.ts";
import { readBody } from "../../read_body.ts";
import { deleteRequest } from "../../schemas/delete_request.ts";

/** `DELETE /api/delete`: removes a model, unloading it first; a busy one is refused, or with `force` stopped. */
export function deleteRoute(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>().delete("/api/delete", async (c) => {
    const request = await readBody(c.req.raw, deleteRequest);
    const model = await findModel(context, request).catch((error) => {
      if (!(error instanceof HologramError) || error.message !== "invalid model name") throw error;
      const name = JSON.stringify(requestedName(request));
      throw new HologramError(`name ${name} is invalid`, { kind: "invalid", cause: error });
    });
    if (!(await isShared(context, model))) await unload(context, model, request.force ?? false);
    await context.store.remove(model.name);
    return c.body(null);
  });
}

/** Whether another model runs in the same process. */
async function isShared({ store }: ServerContext, model: StoredModel): Promise<boolean> {
  const { digest } = model.holo();
  const { models } = await store.list();
  return models.some((other) =>
    other.displayName !== model.displayName &&
    other.networks().some((network) => network.digest === digest)
  );
}

async function unload(
  { scheduler }: ServerContext,
  model: StoredModel,
  force: boolean,
): Promise<void> {
  const target = runnable(model);
  if (force) await scheduler.stop(target);
  else if (scheduler.isBusy(target)) {
    throw new HologramError(`model '${model.displayName}' is answering a request`, {
      kind: "conflict",
      hint: `Wait, or remove it anyway: hologram rm -f ${model.displayName}`,
    });
  } else await scheduler.unload(target);
}
