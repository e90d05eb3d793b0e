import { HologramError } from "../base/mod.ts";
import { basename, join } from "../deps/path.ts";

/** Names of networks that are parts of a model and run together with others. */
const PARTS =
  /^(encoder|decoder|text_encoder|text_model|vision|audio|speech|embed_tokens|prompt_encoder|unet|vae|transformer)(_|\.|$)/;

/**
 * The ONNX file that a path stands for: the path itself, or in a folder `model.onnx`, `onnx/model.onnx`, or the only
 * one in these two places.
 *
 * @throws {HologramError} `not_found` when there is none, `invalid` when several could be meant, `unsupported` when
 * the folder holds a model of several networks.
 */
export async function findModel(modelPathOrFolder: string): Promise<string> {
  const folder = modelPathOrFolder;
  const stat = await Deno.stat(folder).catch((cause) => {
    throw new HologramError(`Cannot find a model: there is no '${folder}'`, {
      kind: "not_found",
      cause,
    });
  });
  if (!stat.isDirectory) return folder;
  const names = await fileNames(folder);
  const inner = (await fileNames(join(folder, "onnx"))).map((name) => join("onnx", name));
  const candidates = [...names, ...inner].filter((name) => name.endsWith(".onnx")).sort();
  const parts = candidates.filter((name) => PARTS.test(basename(name)));
  if (names.includes("model_index.json")) parts.unshift("model_index.json");
  if (parts.length > 0) {
    throw new HologramError(
      `Cannot compile '${folder}': it is a model of several networks (${parts.join(", ")})`,
      { kind: "unsupported", hint: "Give the file of one network to compile that alone." },
    );
  }
  for (const name of ["model.onnx", join("onnx", "model.onnx")]) {
    if (candidates.includes(name)) return join(folder, name);
  }
  const [only, ...others] = candidates;
  if (only === undefined) {
    throw new HologramError(`Cannot find a model: there is no .onnx file in '${folder}'`, {
      kind: "not_found",
    });
  }
  if (others.length > 0) {
    throw new HologramError(
      `Cannot choose a model in '${folder}': none of ${candidates.join(", ")} is called model.onnx`,
      { kind: "invalid", hint: "Give the path of one of them." },
    );
  }
  return join(folder, only);
}

/** Names of the files in a folder, none if there is no such folder. */
async function fileNames(folder: string): Promise<string[]> {
  try {
    const names: string[] = [];
    for await (const entry of Deno.readDir(folder)) if (!entry.isDirectory) names.push(entry.name);
    return names;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return [];
    }
    throw error;
  }
}
