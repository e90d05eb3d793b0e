import { generationSectionSchema, type HoloFile } from "../holo/mod.ts";
import { type ModelConfig, parameterSize } from "../store/mod.ts";

/** The config blob of a model with one network: what its `.holo` file says of itself. */
export async function modelConfigOf(file: HoloFile): Promise<ModelConfig> {
  const { architecture, task, parameter_count, quantization } = file.index;
  const generation = file.section("generation") === undefined
    ? undefined
    : await file.readJsonSection("generation", generationSectionSchema);
  return {
    format: "holo",
    architecture,
    family: architecture,
    families: [architecture],
    task,
    parameter_count,
    parameter_size: parameterSize(parameter_count),
    quantization,
    context_length: generation?.context_length,
    embedding_length: generation?.embedding_length,
    capabilities: generation === undefined ? [] : ["completion"],
  };
}
