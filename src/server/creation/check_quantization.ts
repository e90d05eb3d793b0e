import { HologramError } from "../../base/mod.ts";

/**
 * Refuses to bring weights to another type than they have.
 *
 * @throws {HologramError} `unsupported`
 */
export function checkQuantization(wanted: string | null | undefined, quantization: string): void {
  if (!wanted || wanted.toLowerCase() === quantization.toLowerCase()) return;
  throw new HologramError(
    `Cannot quantize to '${wanted}': the weights are kept as they are (${quantization})`,
    { kind: "unsupported", hint: "Create the model from a file with quantized weights" },
  );
}
