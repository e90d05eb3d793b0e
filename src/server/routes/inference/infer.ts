import { datatypeOf, type DType, VERSION } from "../../../base/mod.ts";
import { type Context, Hono } from "../../../deps/hono.ts";
import { HoloFile } from "../../../holo/mod.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { withInputShapes } from "../../creation/check_input_shapes.ts";
import { findModel, runnable } from "../../find_model.ts";
import { decodeInferRequest, encodeInferResponse } from "../../open_inference/mod.ts";

const HEADER_LENGTH = "inference-header-content-length";

/**
 * The Open Inference Protocol, version 2: `/v2` and below, tensors in and tensors out. A model's name may have
 * slashes in it.
 */
export function inferenceRoutes(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>()
    .get(
      "/v2",
      (c) => c.json({ name: "hologram", version: VERSION, extensions: ["binary_tensor_data"] }),
    )
    .get("/v2/health/live", (c) => c.json({ live: true }))
    .get("/v2/health/ready", (c) => c.json({ ready: true }))
    .get("/v2/models/:name{.+}/ready", async (c) => {
      await findModel(context, { model: c.req.param("name") });
      return c.json({ name: c.req.param("name"), ready: true });
    })
    .post("/v2/models/:name{.+}/infer", (c) => infer(c, context, c.req.param("name")))
    .get("/v2/models/:name{.+}", (c) => metadata(c, context, c.req.param("name")));
}

async function metadata(
  c: Context<AppEnvironment>,
  context: ServerContext,
  name: string,
): Promise<Response> {
  const model = await findModel(context, { model: name });
  using file = await HoloFile.open(model.holo().path);
  const tensors = (values: typeof file.index.inputs) =>
    values.map((value) => ({
      name: value.name,
      datatype: datatypeOf(value.dtype as DType),
      shape: value.shape.map((dimension) => typeof dimension === "number" ? dimension : -1),
    }));
  return c.json({
    name,
    versions: [model.digest.slice(0, 12)],
    platform: "hologram",
    inputs: tensors(withInputShapes(file.index.inputs, model.config.input_shapes)),
    outputs: tensors(file.index.outputs),
  });
}

async function infer(
  c: Context<AppEnvironment>,
  context: ServerContext,
  name: string,
): Promise<Response> {
  const { signal } = c.env;
  const body = new Uint8Array(await c.req.arrayBuffer());
  const stored = await findModel(context, { model: name });
  const model = runnable(stored);
  const length = c.req.header(HEADER_LENGTH);
  const headerLength = length === undefined ? undefined : Number(length);
  const { request, tensors } = await context.scheduler.use(
    model,
    { signal },
    async ({ loaded, call }) => {
      const inputs = withInputShapes(loaded.inputs, stored.config.input_shapes);
      const request = decodeInferRequest(body, headerLength, inputs);
      const outputs = request.outputs?.map((output) => output.name);
      return { request, ...await call("infer", { outputs }, { tensors: request.feeds, signal }) };
    },
  );
  const response = encodeInferResponse({
    modelName: name,
    id: request.id,
    outputs: tensors,
    binary: (output) =>
      request.outputs?.find((requested) => requested.name === output)?.binary ??
        request.binaryOutput,
  });
  const headers = new Headers({ "content-type": response.contentType });
  if (response.headerLength !== undefined) {
    headers.set(HEADER_LENGTH, String(response.headerLength));
  }
  return new Response(response.body, { headers });
}
