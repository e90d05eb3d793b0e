import type { RepositoryFile } from "./read_repository.ts";
import { inFolder, type Network, splitPath } from "./survey_files.ts";

/** A file that accompanies a network. */
export interface NetworkDocument {
  /** The file. */
  file: RepositoryFile;
  /** Where it goes, with `/`: its own path, or beside the network where it would not be found there. */
  target: string;
}

/** Documents that tell how a network is used. */
const DOCUMENTS = new RegExp(
  "^(?:" + [
    "(?:config|generation_config|tokenizer|tokenizer_config|special_tokens_map|added_tokens)\\.json",
    "chat_template\\.(?:json|jinja)",
    "(?:preprocessor_config|processor_config|video_preprocessor_config)\\.json",
    "(?:modules|config_sentence_transformers|sentence_[\\w-]+_config)\\.json",
    "\\d+_Pooling/config\\.json",
    "(?:LICEN[CS]E|Licen[cs]e|licen[cs]e)(?:[._-][\\w.-]*)?",
  ].join("|") + ")$",
);

/**
 * The documents of a network, each from the nearest folder that has it, from the network's own up to the repository's.
 * The compiler looks in the network's own folder, and in the one above where the first is called `onnx` or a
 * `config.json` stands above: what stands elsewhere goes beside the network.
 */
export function findDocuments(
  files: readonly RepositoryFile[],
  { folder }: Pick<Network, "folder">,
): NetworkDocument[] {
  const found = new Map<string, NetworkDocument>();
  for (let from: string | undefined = folder; from !== undefined; from = above(from)) {
    for (const file of files) {
      const name = from === "" ? file.path : file.path.slice(from.length + 1);
      const isHere = file.path === inFolder(from, name) && DOCUMENTS.test(name);
      if (!isHere || found.has(name)) continue;
      const target = isReached(files, folder, from) ? file.path : inFolder(folder, name);
      found.set(name, { file, target });
    }
  }
  return [...found.values()];
}

function isReached(files: readonly RepositoryFile[], own: string, from: string): boolean {
  if (from === own) return true;
  if (from !== above(own)) return false;
  return splitPath(own).name === "onnx" ||
    files.some(({ path }) => path === inFolder(from, "config.json"));
}

function above(folder: string): string | undefined {
  return folder === "" ? undefined : splitPath(folder).folder;
}
