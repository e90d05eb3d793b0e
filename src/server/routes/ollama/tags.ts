import { Hono } from "../../../deps/hono.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { jsonResponse } from "../../json_response.ts";
import { modelDetails } from "./model_details.ts";

/** `GET /api/tags`: the models on this disk, newest first. */
export function tagsRoute({ store, logger }: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>().get("/api/tags", async () => {
    const { models, problems } = await store.list();
    for (const problem of problems) logger.log("warn", problem.message, { path: problem.path });
    return jsonResponse({
      models: models.map((model) => ({
        name: model.displayName,
        model: model.displayName,
        modified_at: model.modifiedAt.toISOString(),
        size: model.size,
        digest: model.digest,
        details: modelDetails(model),
        capabilities: model.config.capabilities,
      })),
    });
  });
}
