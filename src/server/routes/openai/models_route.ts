import { Hono } from "../../../deps/hono.ts";
import type { StoredModel } from "../../../store/mod.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { findModel } from "../../find_model.ts";

/** `GET /v1/models` and `GET /v1/models/{id}`: the models on this disk. A name may have slashes in it. */
export function modelsRoute(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>()
    .get("/v1/models", async (c) => {
      const { models, problems } = await context.store.list();
      for (const { message, path } of problems) context.logger.log("warn", message, { path });
      const data = models.map((model) => modelBody(model.displayName, model));
      return c.json({ object: "list", data });
    })
    .get("/v1/models/:id{.+}", async (c) => {
      const id = c.req.param("id");
      return c.json(modelBody(id, await findModel(context, { model: id })));
    });
}

function modelBody(id: string, { modifiedAt, name }: StoredModel) {
  const created = Math.floor(modifiedAt.getTime() / 1000);
  return { id, object: "model", created, owned_by: name.namespace };
}
