import { errorMessage, HologramError } from "../base/mod.ts";
import { basename, dirname, join } from "../deps/path.ts";
import type { JsonDocument, ModelDocuments } from "./model_files.ts";
import { readModules } from "./read_modules.ts";

/** Names that a licence goes by. */
const LICENSES = ["LICENSE", "LICENSE.txt", "LICENSE.md"];

/** Names that the settings of a sentence-transformers network go by; older ones say the architecture. */
const SENTENCE_CONFIGS = ["bert", "roberta", "distilbert", "camembert", "albert", "xlm-roberta"]
  .map((architecture) => `sentence_${architecture}_config.json`);

/**
 * Folders in which the documents of a model may stand, the nearest first: its own, and the one above where the
 * model stands in a folder `onnx` or a `config.json` stands above.
 */
export async function documentFolders(folder: string): Promise<string[]> {
  const path = await Deno.realPath(folder);
  const above = dirname(path);
  const own = basename(path) === "onnx" || await readFile(join(above, "config.json")) !== undefined;
  return own && above !== path ? [folder, above] : [folder];
}

/**
 * Reads the documents of a model, each from the first folder that has it.
 *
 * @throws {HologramError} `invalid` naming a document that does not parse.
 */
export async function readDocuments(folders: readonly string[]): Promise<ModelDocuments> {
  const find = async (name: string) => {
    for (const folder of folders) {
      const path = join(folder, name);
      const bytes = await readFile(path);
      if (bytes !== undefined) return { path, bytes };
    }
  };
  const json = async (name: string) => {
    const found = await find(name);
    return found && { ...found, json: parseObject(found) };
  };
  const documents: ModelDocuments = {};
  const put = <K extends keyof ModelDocuments>(key: K, value: ModelDocuments[K] | undefined) => {
    if (value !== undefined) documents[key] = value;
  };
  put("tokenizer", await json("tokenizer.json"));
  put("tokenizerConfig", await json("tokenizer_config.json"));
  put("specialTokensMap", await json("special_tokens_map.json"));
  put("config", await json("config.json"));
  put("generationConfig", await json("generation_config.json"));
  const modules = await find("modules.json");
  put(
    "modules",
    modules && { path: modules.path, modules: readModules(modules.path, parse(modules)) },
  );
  const pooling = documents.modules?.modules.find(({ kind }) => kind === "Pooling");
  put("pooling", await json(join(pooling?.folder || "1_Pooling", "config.json")));
  for (const name of SENTENCE_CONFIGS) {
    if (documents.sentenceConfig === undefined) put("sentenceConfig", await json(name));
  }
  put("promptConfig", await json("config_sentence_transformers.json"));
  const template = await find("chat_template.jinja");
  put(
    "chatTemplate",
    template ? text(template.path, template.bytes) : templateOf(documents.tokenizerConfig),
  );
  for (const name of LICENSES) {
    if (documents.license === undefined) put("license", (await find(name))?.bytes);
  }
  return documents;
}

/** The template in a tokenizer's configuration: a string, or the one called `default` of several. */
function templateOf(config: JsonDocument | undefined): string | undefined {
  const template = config?.json.chat_template;
  if (config === undefined || template === undefined || template === null) return undefined;
  if (typeof template === "string") return template;
  if (Array.isArray(template)) {
    const chosen = template.find((each) => each?.name === "default")?.template;
    if (chosen === undefined || typeof chosen === "string") return chosen;
  }
  throw new HologramError(
    `Cannot read ${config.path}: its chat_template is neither a string nor a list of named ones`,
    { kind: "invalid" },
  );
}

/** A file that was found. */
type FoundFile = Pick<JsonDocument, "path" | "bytes">;

function parse({ path, bytes }: FoundFile): unknown {
  try {
    return JSON.parse(text(path, bytes));
  } catch (cause) {
    if (cause instanceof HologramError) throw cause;
    throw new HologramError(`Cannot read ${path}: not JSON: ${errorMessage(cause)}`, {
      kind: "invalid",
      cause,
    });
  }
}

function parseObject(file: FoundFile): Record<string, unknown> {
  const { path } = file;
  const value = parse(file);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new HologramError(`Cannot read ${path}: expected a JSON object`, { kind: "invalid" });
  }
  return value as Record<string, unknown>;
}

function text(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new HologramError(`Cannot read ${path}: not UTF-8 text`, { kind: "invalid", cause });
  }
}

/** The bytes of a file, `undefined` if there is none. */
async function readFile(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
