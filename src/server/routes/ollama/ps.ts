import { Hono } from "../../../deps/hono.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { jsonResponse } from "../../json_response.ts";
import { modelDetails } from "./model_details.ts";

/** `GET /api/ps`: the loaded models, with the memory of their processes, the one that stays longest first. */
export function psRoute({ store, scheduler }: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>().get("/api/ps", async () => {
    const running = scheduler.list();
    const { models } = await store.list();
    return jsonResponse({
      models: running.flatMap(({ digest, name, bytes, expiresAt }) => {
        const model = models.find((model) =>
          model.displayName === name && model.holo().digest === digest
        ) ?? models.find((model) => model.holo().digest === digest);
        // Removed or replaced while it is loaded; it goes after its last request.
        if (model === undefined) return [];
        return [{
          name: model.displayName,
          model: model.displayName,
          size: bytes,
          digest: model.digest,
          details: modelDetails(model),
          expires_at: expiresAt.toISOString(),
          size_vram: 0,
          context_length: model.config.context_length ?? 0,
        }];
      }),
    });
  });
}
