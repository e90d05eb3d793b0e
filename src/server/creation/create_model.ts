import { HoloFile } from "../../holo/mod.ts";
import {
  type ModelConfig,
  type ModelName,
  overrideLayers,
  type StoredModel,
} from "../../store/mod.ts";
import type { ServerContext } from "../context.ts";
import { modelConfigOf } from "../model_config_of.ts";
import type { CreateRequest } from "../schemas/create_request.ts";
import { checkInputShapes } from "./check_input_shapes.ts";
import { checkQuantization } from "./check_quantization.ts";
import { mergeOverrides } from "./merge_overrides.ts";
import { networkFacts } from "./network_facts.ts";
import { type CreateOptions, modelSource } from "./model_source.ts";
import { refuseUnsupported } from "./refuse_unsupported.ts";
import { templateCapabilities } from "./template_capabilities.ts";

/**
 * Makes a model of another one, of a file or folder on this machine, or of uploaded files, with what the request says of
 * it on top. A model that is derived from another shares its networks' blobs.
 *
 * @throws {HologramError} What is wrong with the request or its files; nothing is kept then.
 */
export async function createModel(
  context: ServerContext,
  name: ModelName,
  request: CreateRequest,
  options: CreateOptions,
): Promise<StoredModel> {
  refuseUnsupported(request);
  if (request.template) templateCapabilities(request.template);
  const { parent, networks, path } = await modelSource(context, request, options);
  using file = await HoloFile.open(path);
  checkInputShapes(request.inputs ?? {}, file.index.inputs);
  const network = await networkFacts(file);
  const overrides = mergeOverrides(await parent?.overrides(), request, network);
  const base = parent?.config ?? await modelConfigOf(file);
  checkQuantization(request.quantize || request.quantization, base.quantization);
  const config: ModelConfig = {
    ...base,
    ...described(request),
    capabilities: capabilities(base, overrides.template ?? network.template),
  };
  const layers = overrideLayers(overrides);
  options.onStatus({ status: "writing manifest" });
  return await context.store.create({ name, config, layers: [...networks, ...layers] });
}

/** What a request says of a model beyond its networks. */
function described(request: CreateRequest): Partial<ModelConfig> {
  const { info } = request;
  const fields: Partial<ModelConfig> = {
    description: request.description || undefined,
    input_shapes: isEmpty(request.inputs) ? undefined : request.inputs!,
    memory_budget_mb: request.memory_budget ?? undefined,
    parallel: request.parallel ?? undefined,
    requires: request.requires || undefined,
    family: info?.model_family || undefined,
    families: info?.model_family ? [info.model_family] : undefined,
    quantization: info?.quantization_level || undefined,
    parameter_size: info?.parameter_size || undefined,
    context_length: info?.context_length ?? undefined,
    embedding_length: info?.embedding_length ?? undefined,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function capabilities(base: ModelConfig, template: string | undefined): string[] {
  const own = base.capabilities.filter((name) => !FROM_TEMPLATE.includes(name));
  if (!own.includes("completion") || template === undefined) return own;
  return [...own, ...templateCapabilities(template)];
}

/** What a model can do because its template knows of it. */
const FROM_TEMPLATE = ["tools", "thinking", "insert"];

function isEmpty(record: object | null | undefined): boolean {
  return !record || Object.keys(record).length === 0;
}
