import { type Dimension, formatShape } from "../../base/mod.ts";
import type { CliContext } from "../cli_context.ts";

/** A model, as `/api/show` describes it. */
interface ShownModel {
  name: string;
  details: { parameter_size: string; quantization_level: string };
  model_info: Record<string, unknown>;
  inputs: { name: string; dtype: string; shape: Dimension[] }[];
  outputs: { name: string; dtype: string; shape: Dimension[] }[];
}

/** `hologram show MODEL`: what a model is, takes and gives. */
export async function show(
  { withClient, terminal }: CliContext,
  name: string,
  options: { json?: boolean },
): Promise<void> {
  const model = await withClient(async (client) =>
    await (await client.send("/api/show", { body: { model: name } })).json() as ShownModel
  );
  if (options.json) {
    terminal.print(JSON.stringify(model, null, 2) + "\n");
    return;
  }
  const shapes = (values: ShownModel["inputs"]) =>
    values.map(({ name, shape }) => `  ${name}: ${formatShape(shape)}\n`).join("");
  terminal.print(
    `Model: ${model.name}\n` +
      `Architecture: ${model.model_info["general.architecture"]}\n` +
      `Parameters: ${model.details.parameter_size}\n` +
      `Quantization: ${model.details.quantization_level}\n` +
      `Format: .holo (compiled)\n` +
      `\nInput Shapes:\n${shapes(model.inputs)}` +
      `\nOutput Shapes:\n${shapes(model.outputs)}`,
  );
}
