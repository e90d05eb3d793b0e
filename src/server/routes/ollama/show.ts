import { Hono } from "../../../deps/hono.ts";
import * as z from "../../../deps/zod.ts";
import { HoloFile } from "../../../holo/mod.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { findModel } from "../../find_model.ts";
import { readBody } from "../../read_body.ts";
import { modelDetails } from "./model_details.ts";

const showRequest = z.object({
  model: z.string().optional(),
  name: z.string().optional(),
  verbose: z.boolean().optional(),
});

/** `POST /api/show`: all that is known of a model, without loading it. */
export function showRoute(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>().post("/api/show", async (c) => {
    const request = await readBody(c.req.raw, showRequest);
    const model = await findModel(context, request);
    using file = await HoloFile.open(model.holo().path);
    const { index } = file;
    const { config } = model;
    return c.json({
      name: model.displayName,
      digest: model.digest,
      size: model.size,
      details: modelDetails(model),
      template: file.section("chat_template") ? await file.readTextSection("chat_template") : "",
      license: file.section("license") ? await file.readTextSection("license") : "",
      model_info: {
        "general.architecture": config.architecture,
        "general.parameter_count": config.parameter_count,
        "general.quantization": config.quantization,
        ...lengths(config.architecture, config.context_length, config.embedding_length),
      },
      task: index.task,
      producer: index.producer,
      source: index.source,
      inputs: index.inputs,
      outputs: index.outputs,
      tensors: request.verbose
        ? index.tensors.map(({ name, dtype, shape }) => ({ name, type: dtype, shape }))
        : undefined,
      capabilities: config.capabilities,
      modified_at: model.modifiedAt.toISOString(),
    });
  });
}

function lengths(architecture: string, context?: number, embedding?: number) {
  return {
    ...(context === undefined ? {} : { [`${architecture}.context_length`]: context }),
    ...(embedding === undefined ? {} : { [`${architecture}.embedding_length`]: embedding }),
  };
}
