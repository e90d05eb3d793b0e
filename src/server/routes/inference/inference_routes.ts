import { VERSION } from "../../../base/mod.ts";
import { Hono } from "../../../deps/hono.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { requireReady } from "../../require_ready.ts";
import { infer } from "./infer.ts";
import { modelMetadata } from "./model_metadata.ts";
import { servedModel } from "./served_model.ts";

/** A name may have slashes in it. The shortest one is taken, so that what follows it is the protocol's. */
const MODEL = "/v2/models/:name{.+?}";

/** Paths of a model and of one of its versions. */
const atModel = (rest = "") => [`${MODEL}/versions/:version${rest}`, MODEL + rest];

/**
 * The Open Inference Protocol, version 2: `/v2` and below, tensors in and tensors out. A model's name that ends
 * like a path of the protocol (`/ready`, `/infer`, `/versions/...`) must be sent with its slashes encoded, as `%2F`.
 */
export function inferenceRoutes(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>()
    .get(
      "/v2",
      (c) => c.json({ name: "hologram", version: VERSION, extensions: ["binary_tensor_data"] }),
    )
    .get("/v2/health/live", (c) => c.json({ live: true }))
    .get("/v2/health/ready", async (c) => {
      await requireReady(context);
      return c.json({ ready: true });
    })
    .on("GET", atModel("/ready"), async (c) => {
      const { name } = await servedModel(c, context);
      return c.json({ name, ready: true });
    })
    .on("POST", atModel("/infer"), (c) => infer(c, context))
    .on("GET", atModel(), (c) => modelMetadata(c, context));
}
