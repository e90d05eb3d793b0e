import { HologramError } from "../base/mod.ts";
import { Hono } from "../deps/hono.ts";
import { countRequests } from "./count_requests.ts";
import type { AppEnvironment, RequestOrigin, ServerContext } from "./context.ts";
import { guardRequests } from "./guard_requests.ts";
import { logFailure } from "./log_failure.ts";
import { MethodNotAllowedError, methodsAt } from "./method_not_allowed.ts";
import { anthropicRoutes } from "./routes/anthropic/anthropic_routes.ts";
import { healthRoutes } from "./routes/health.ts";
import { accountRoutes } from "./routes/hologram/account.ts";
import { lookupRoutes } from "./routes/hologram/lookup.ts";
import { metricsRoute } from "./routes/hologram/metrics.ts";
import { stopRoute } from "./routes/hologram/stop.ts";
import { doctorRoute } from "./routes/hologram/doctor.ts";
import { openapiRoute } from "./routes/hologram/openapi.ts";
import { tokenizeRoutes } from "./routes/hologram/tokenize.ts";
import { verifyRoute } from "./routes/hologram/verify.ts";
import { inferenceRoutes } from "./routes/inference/inference_routes.ts";
import { blobRoutes } from "./routes/ollama/blobs.ts";
import { chatRoute } from "./routes/ollama/chat.ts";
import { copyRoute } from "./routes/ollama/copy.ts";
import { createRoute } from "./routes/ollama/create.ts";
import { deleteRoute } from "./routes/ollama/delete.ts";
import { embedRoutes } from "./routes/ollama/embed.ts";
import { generateRoute } from "./routes/ollama/generate.ts";
import { openaiRoutes } from "./routes/openai/openai_routes.ts";
import { pullRoute } from "./routes/ollama/pull.ts";
import { pushRoute } from "./routes/ollama/push.ts";
import { psRoute } from "./routes/ollama/ps.ts";
import { showRoute } from "./routes/ollama/show.ts";
import { tagsRoute } from "./routes/ollama/tags.ts";
import { errorResponseFor } from "./routes/v1_errors.ts";

/** Answers a request; the same for a port and inside one process. */
export type App = (request: Request, origin: RequestOrigin) => Promise<Response>;

/** The whole API over a context. `boundHost` is the address that it listens on, if it does. */
export function createApp(context: ServerContext, boundHost?: string): App {
  const routes = allRoutes(context, boundHost);
  return async (request, origin) => await routes.fetch(request, origin);
}

/** Every route of the API, with what stands before them and what answers when none does. */
export function allRoutes(context: ServerContext, boundHost?: string): Hono<AppEnvironment> {
  const app: Hono<AppEnvironment> = new Hono<AppEnvironment>()
    .use(countRequests(context.metrics))
    .use(guardRequests(context.config, boundHost))
    .route("/", healthRoutes(context))
    .route("/", tagsRoute(context))
    .route("/", showRoute(context))
    .route("/", createRoute(context))
    .route("/", deleteRoute(context))
    .route("/", copyRoute(context))
    .route("/", pullRoute(context))
    .route("/", pushRoute(context))
    .route("/", accountRoutes(context))
    .route("/", lookupRoutes(context))
    .route("/", psRoute(context))
    .route("/", stopRoute(context))
    .route("/", generateRoute(context))
    .route("/", chatRoute(context))
    .route("/", metricsRoute(context))
    .route("/", blobRoutes(context))
    .route("/", embedRoutes(context))
    .route("/", openaiRoutes(context))
    .route("/", anthropicRoutes(context))
    .route("/", doctorRoute(context))
    .route("/", openapiRoute())
    .route("/", tokenizeRoutes(context))
    .route("/", verifyRoute(context))
    .route("/", inferenceRoutes(context))
    .notFound((c) => {
      const { method, path } = c.req;
      const allowed = methodsAt(app, path);
      if (allowed.length === 0) {
        const nothing = new HologramError(`There is nothing at ${path}`, { kind: "not_found" });
        return errorResponseFor(path, nothing, context.randomBytes);
      }
      const refusal = new MethodNotAllowedError(method, path, allowed);
      const response = errorResponseFor(path, refusal, context.randomBytes);
      response.headers.set("allow", allowed.join(", "));
      return response;
    })
    .onError((thrown, c) => {
      logFailure(context.logger, c.req, thrown);
      return errorResponseFor(c.req.path, thrown, context.randomBytes);
    });
  return app;
}
