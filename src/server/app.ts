import { HologramError, toHologramError } from "../base/mod.ts";
import { Hono } from "../deps/hono.ts";
import type { AppEnvironment, RequestOrigin, ServerContext } from "./context.ts";
import { errorResponse } from "./error_response.ts";
import { guardOrigin } from "./guard_origin.ts";
import { healthRoutes } from "./routes/health.ts";
import { stopRoute } from "./routes/hologram/stop.ts";
import { verifyRoute } from "./routes/hologram/verify.ts";
import { inferenceRoutes } from "./routes/inference/infer.ts";
import { chatRoute } from "./routes/ollama/chat.ts";
import { copyRoute } from "./routes/ollama/copy.ts";
import { createRoute } from "./routes/ollama/create.ts";
import { deleteRoute } from "./routes/ollama/delete.ts";
import { generateRoute } from "./routes/ollama/generate.ts";
import { psRoute } from "./routes/ollama/ps.ts";
import { showRoute } from "./routes/ollama/show.ts";
import { tagsRoute } from "./routes/ollama/tags.ts";

/** Answers a request; the same for a port and inside one process. */
export type App = (request: Request, origin: RequestOrigin) => Promise<Response>;

/** The whole API over a context. `boundHost` is the address that it listens on, if it does. */
export function createApp(context: ServerContext, boundHost?: string): App {
  const app = new Hono<AppEnvironment>()
    .use(async (c, next) => {
      guardOrigin(c.req.raw, boundHost);
      await next();
    })
    .route("/", healthRoutes())
    .route("/", tagsRoute(context))
    .route("/", showRoute(context))
    .route("/", createRoute(context))
    .route("/", deleteRoute(context))
    .route("/", copyRoute(context))
    .route("/", psRoute(context))
    .route("/", stopRoute(context))
    .route("/", generateRoute(context))
    .route("/", chatRoute(context))
    .route("/", verifyRoute(context))
    .route("/", inferenceRoutes(context))
    .notFound((c) =>
      errorResponse(
        new HologramError(`There is nothing at ${c.req.method} ${c.req.path}`, {
          kind: "not_found",
        }),
      )
    )
    .onError((thrown, c) => {
      const error = toHologramError(thrown);
      const level = error.status >= 500 && error.status !== 503 ? "error" : "info";
      context.logger.log(level, error.message, {
        method: c.req.method,
        path: c.req.path,
        status: error.status,
        cause: error.cause,
      });
      return errorResponse(error);
    });
  return async (request, origin) => await app.fetch(request, origin);
}
