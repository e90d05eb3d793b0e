import { datatypeOf, type ValueInfo } from "../../../base/mod.ts";
import type { Context } from "../../../deps/hono.ts";
import { HoloFile } from "../../../holo/mod.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { withInputShapes } from "../../creation/check_input_shapes.ts";
import { servedModel, versionOf } from "./served_model.ts";

/** `GET /v2/models/{name}`: what a model takes and gives. A dimension that may vary is -1. */
export async function modelMetadata(
  c: Context<AppEnvironment>,
  context: ServerContext,
): Promise<Response> {
  const { name, model } = await servedModel(c, context);
  using file = await HoloFile.open(model.holo().path);
  const { inputs, outputs } = file.index;
  return c.json({
    name,
    versions: [versionOf(model)],
    platform: "hologram_holo",
    inputs: withInputShapes(inputs, model.config.input_shapes).map(tensorMetadata),
    outputs: outputs.map(tensorMetadata),
  });
}

function tensorMetadata({ name, dtype, shape }: ValueInfo) {
  return {
    name,
    datatype: datatypeOf(dtype),
    shape: shape.map((dimension) => typeof dimension === "number" ? dimension : -1),
  };
}
