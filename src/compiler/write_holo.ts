import {
  type EmbeddingSection,
  type FinishedHolo,
  type GenerationSection,
  type HoloDescription,
  HoloWriter,
} from "../holo/mod.ts";
import { encodeModel, type OnnxModel } from "../onnx/mod.ts";
import type { ModelDocuments } from "./model_files.ts";
import type { PassReport } from "./pass.ts";
import { storeWeights, type StoreWeightsOptions } from "./store_weights.ts";

/** All that goes into a `.holo` file. */
export interface CompiledNetwork {
  /** The graph after all passes. */
  model: OnnxModel;
  /** The documents to keep with it. */
  files: ModelDocuments;
  /** What the index says. */
  description: HoloDescription;
  /** The plan of a language model. */
  generation?: GenerationSection;
  /** The plan of a network that turns texts into vectors. */
  embedding?: EmbeddingSection;
}

/**
 * Writes a `.holo` file: under a temporary name beside it, which takes the file's name once all is written.
 * Whatever fails leaves nothing behind.
 */
export async function writeHolo(
  network: CompiledNetwork,
  path: string,
  options: StoreWeightsOptions,
): Promise<FinishedHolo & { report: PassReport }> {
  const temporary = `${path}.${crypto.randomUUID()}.partial`;
  await using writer = await HoloWriter.create(temporary);
  const report = await storeWeights(network.model, writer, options);
  for (const [name, bytes, required] of sections(network)) {
    options.signal?.throwIfAborted();
    await writer.writeSection(name, bytes, { required });
  }
  const finished = await writer.finish(network.description);
  try {
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary);
    throw error;
  }
  return { ...finished, report };
}

/** The sections besides the weights, in order, each with whether the network runs only with it. */
function* sections(
  { model, files, generation, embedding }: CompiledNetwork,
): Generator<[name: string, bytes: Uint8Array, required: boolean], void, void> {
  const encoder = new TextEncoder();
  yield ["graph", encodeModel(model.proto), true];
  const reads = generation !== undefined || embedding !== undefined;
  if (files.tokenizer) yield ["tokenizer", files.tokenizer.bytes, reads];
  if (files.tokenizerConfig) yield ["tokenizer_config", files.tokenizerConfig.bytes, reads];
  if (files.config) yield ["config", files.config.bytes, false];
  if (files.chatTemplate !== undefined) {
    yield ["chat_template", encoder.encode(files.chatTemplate), false];
  }
  if (generation) yield ["generation", encoder.encode(JSON.stringify(generation)), true];
  // A program that does not know of embeddings still runs a language model.
  if (embedding) yield ["embedding", encoder.encode(JSON.stringify(embedding)), !generation];
  if (files.license) yield ["license", files.license, false];
}
