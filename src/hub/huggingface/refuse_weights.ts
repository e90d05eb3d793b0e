import { HologramError } from "../../base/mod.ts";
import type { HuggingFaceSource } from "./parse_source.ts";
import type { Survey } from "./survey_files.ts";

/** Where another export may be found. */
const HINT = "Look for an export of it to ONNX: there may be one in onnx-community";

/** The refusal of a repository, or a file of it, whose weights would have to be converted: before anything is fetched. */
export function refuseWeights(
  { repository, component }: HuggingFaceSource,
  { networks, safetensors, gguf, others }: Survey,
): HologramError {
  const refuse = (why: string, hint = HINT) =>
    new HologramError(`Cannot fetch '${repository}': ${why}`, { kind: "unsupported", hint });
  if (networks.length > 0) {
    return refuse(
      `'${component}' needs the converter, which does not exist yet`,
      "Leave it out for the model in ONNX",
    );
  }
  if (safetensors.length > 0) {
    const sharded = safetensors.length > 1 ? `${safetensors.length} files of ` : "";
    return refuse(
      `it holds ${sharded}safetensors only, which need the converter, and that does not exist yet`,
    );
  }
  if (gguf.length > 0) {
    const tags = gguf.map(({ tag }) => tag).join(", ");
    return refuse(
      `it holds GGUF only (${tags}), which needs the converter, and that does not exist yet`,
    );
  }
  const [other] = others;
  if (other !== undefined) {
    const isAdapter = /adapter/.test(other.path);
    return refuse(
      isAdapter
        ? `it holds an adapter (${other.path}), which is no model by itself`
        : `it holds neither .holo nor ONNX, but ${other.path}`,
    );
  }
  return refuse("it holds no model", "Check the name");
}
