import { embeddingSectionSchema, generationSectionSchema, type HoloFile } from "../holo/mod.ts";
import { type ModelConfig, parameterSize } from "../store/mod.ts";
import { templateCapabilities } from "./creation/template_capabilities.ts";

/** The config blob of a model with one network: what its `.holo` file says of itself. */
export async function modelConfigOf(file: HoloFile): Promise<ModelConfig> {
  const { architecture, task, parameter_count, quantization } = file.index;
  const generation = file.section("generation") === undefined
    ? undefined
    : await file.readJsonSection("generation", generationSectionSchema);
  const embedding = file.section("embedding") === undefined
    ? undefined
    : await file.readJsonSection("embedding", embeddingSectionSchema);
  return {
    format: "holo",
    architecture,
    family: architecture,
    families: [architecture],
    task,
    parameter_count,
    parameter_size: parameterSize(parameter_count),
    quantization,
    context_length: generation?.context_length ?? embedding?.max_length,
    embedding_length: generation?.embedding_length ?? embedding?.dimensions,
    capabilities: [
      ...(generation === undefined ? [] : ["completion", ...await ofTemplate(file)]),
      ...(embedding === undefined ? [] : ["embedding"]),
    ],
  };
}

async function ofTemplate(file: HoloFile): Promise<string[]> {
  if (file.section("chat_template") === undefined) return [];
  return templateCapabilities(await file.readTextSection("chat_template"));
}
