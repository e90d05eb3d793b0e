import { Hono } from "../../../deps/hono.ts";
import { HoloFile } from "../../../holo/mod.ts";
import { sourceText } from "../../../hub/mod.ts";
import type { ModelConfig, StoredModel } from "../../../store/mod.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { withInputShapes } from "../../creation/check_input_shapes.ts";
import { networkFacts } from "../../creation/network_facts.ts";
import { recordedSource } from "../../exchange/recorded_source.ts";
import { findModel } from "../../find_model.ts";
import { jsonResponse } from "../../json_response.ts";
import { readBody } from "../../read_body.ts";
import { showRequest } from "../../schemas/show_request.ts";
import { effectiveFacts, modelfileOf, parametersText } from "./modelfile.ts";
import { modelDetails } from "./model_details.ts";

/** `POST /api/show`: all that is known of a model, without loading it. */
export function showRoute(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>().post("/api/show", async (c) => {
    const request = await readBody(c.req.raw, showRequest);
    const model = await findModel(context, request);
    const holo = model.holo();
    using file = await HoloFile.open(holo.path);
    const { index } = file;
    const { config } = model;
    const facts = effectiveFacts(await model.overrides(), await networkFacts(file));
    return jsonResponse({
      license: facts.license.join("\n"),
      modelfile: modelfileOf(model, holo.path, facts),
      parameters: parametersText(facts.parameters),
      template: facts.template ?? "",
      system: facts.system ?? "",
      details: modelDetails(model),
      messages: facts.messages,
      model_info: modelInfo(config),
      tensors: request.verbose
        ? index.tensors.map(({ name, dtype, shape }) => ({ name, type: dtype, shape }))
        : undefined,
      capabilities: config.capabilities,
      modified_at: model.modifiedAt.toISOString(),
      requires: config.requires,
      name: model.displayName,
      digest: model.digest,
      size: model.size,
      description: config.description,
      memory_budget: config.memory_budget_mb,
      parallel: config.parallel,
      task: index.task,
      producer: index.producer,
      source: sourceOf(index.source, model),
      inputs: withInputShapes(index.inputs, config.input_shapes),
      outputs: index.outputs,
    });
  });
}

/** Where a model is from: what was pulled compiled does not say itself. */
function sourceOf(own: HoloFile["index"]["source"], { manifest }: StoredModel): typeof own {
  const recorded = own.kind === "huggingface" ? undefined : recordedSource(manifest);
  if (recorded === undefined) return own;
  return { kind: "huggingface", reference: sourceText(recorded), revision: recorded.commit };
}

function modelInfo(config: ModelConfig): Record<string, unknown> {
  const { architecture, context_length, embedding_length } = config;
  return {
    "general.architecture": architecture,
    "general.parameter_count": config.parameter_count,
    "general.quantization": config.quantization,
    ...(context_length === undefined ? {} : { [`${architecture}.context_length`]: context_length }),
    ...(embedding_length === undefined
      ? {}
      : { [`${architecture}.embedding_length`]: embedding_length }),
  };
}
