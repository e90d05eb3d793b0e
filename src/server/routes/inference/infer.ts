import type { Context } from "../../../deps/hono.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { withInputShapes } from "../../creation/check_input_shapes.ts";
import { runnable } from "../../find_model.ts";
import { decodeInferRequest, encodeInferResponse } from "../../open_inference/mod.ts";
import { servedModel } from "./served_model.ts";

const HEADER_LENGTH = "inference-header-content-length";

/** `POST /v2/models/{name}/infer`: runs a model on tensors. */
export async function infer(
  c: Context<AppEnvironment>,
  context: ServerContext,
): Promise<Response> {
  const { signal } = c.env;
  const body = new Uint8Array(await c.req.arrayBuffer());
  const { name, version, model } = await servedModel(c, context);
  const length = c.req.header(HEADER_LENGTH);
  const headerLength = length === undefined ? undefined : Number(length);
  const { request, tensors } = await context.scheduler.use(
    runnable(model),
    { signal },
    async ({ loaded, call }) => {
      const inputs = withInputShapes(loaded.inputs, model.config.input_shapes);
      const request = decodeInferRequest(body, headerLength, inputs);
      const outputs = request.outputs?.map((output) => output.name);
      return { request, ...await call("infer", { outputs }, { tensors: request.feeds, signal }) };
    },
  );
  const response = encodeInferResponse({
    modelName: name,
    modelVersion: version,
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
