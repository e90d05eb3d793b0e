import { HologramError } from "../../base/mod.ts";
import { type HuggingFaceSource, sourceText } from "./parse_source.ts";

/** What a local name and a tag may be. */
const PART = /^\w[\w.-]{0,79}$/;

/**
 * The name that a model from Hugging Face gets here: the repository's in lower case, and the component as its tag,
 * so that `stabilityai/sd-turbo:unet` becomes `sd-turbo:unet`. In the tag, the folder `onnx` and the file's extension
 * are left out and `-` stands for `/`. The revision is no part of it: another one takes the place of the first.
 *
 * @throws {HologramError} `invalid` when the result cannot be a model's name.
 */
export function localNameOf(source: HuggingFaceSource): string {
  const name = source.repository.slice(source.repository.indexOf("/") + 1).toLowerCase();
  const tag = source.component?.toLowerCase()
    .replace(/^onnx\//, "")
    .replace(/\.(onnx|holo|gguf|safetensors)$/, "")
    .replace(/[^\w.-]+/g, "-")
    .replace(/^[.-]+/, "");
  if (!PART.test(name) || (tag !== undefined && !PART.test(tag))) {
    throw new HologramError(
      `Cannot name the model from ${sourceText(source)}: ${
        tag === undefined ? name : `${name}:${tag}`
      } cannot be a model's name`,
      { kind: "invalid", hint: "Give it a name with --as NAME" },
    );
  }
  return tag === undefined ? name : `${name}:${tag}`;
}
