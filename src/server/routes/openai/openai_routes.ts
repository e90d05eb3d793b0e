import { Hono } from "../../../deps/hono.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { chatCompletionsRoute } from "./chat_completions_route.ts";
import { completionsRoute } from "./completions_route.ts";
import { embeddingsRoute } from "./embeddings_route.ts";
import { modelsRoute } from "./models_route.ts";
import { responsesRoute } from "./responses_route.ts";

/** OpenAI's API: `/v1` and below, as far as it is about models that run here. */
export function openaiRoutes(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>()
    .route("/", chatCompletionsRoute(context))
    .route("/", completionsRoute(context))
    .route("/", embeddingsRoute(context))
    .route("/", responsesRoute(context))
    .route("/", modelsRoute(context));
}
