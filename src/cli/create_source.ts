import { errorMessage, HologramError } from "../base/mod.ts";
import { basename, dirname, resolve } from "../deps/path.ts";
import {
  type HolofileRequest,
  holofileRequest,
  homeFolder,
  parseHolofile,
} from "../holofile/mod.ts";
import type { Terminal } from "./terminal.ts";

/** What a model is made from. */
export interface CreateSource {
  /** The body of `POST /api/create`, but for the model's name and the files. */
  request: HolofileRequest;
  /** Absolute paths of the files and folders that it is made from; none when it is made from a model. */
  files: string[];
}

/** Files that say what a model is made from, where none is named. */
const DEFAULT_FILES = ["Holofile", "Modelfile"];

/** What can only be meant as a path: one that starts as such, or ends as a file of a network does. */
const PATH = /^(?:\.{1,2}(?:[/\\]|$)|[/\\~]|[A-Za-z]:[/\\])|\.(?:onnx|holo|safetensors|gguf)$/i;

/**
 * The source that `--from` names: a file or a folder where there is one, else a model.
 *
 * @throws {HologramError} `not_found` when it can only be a path, and leads nowhere.
 */
export async function sourceOfName(from: string): Promise<CreateSource> {
  const path = resolve(from);
  if (await exists(path)) return { request: {}, files: [path] };
  if (!PATH.test(from)) return { request: { from }, files: [] };
  throw new HologramError(`Cannot read ${path}: there is no such file or folder`, {
    kind: "not_found",
  });
}

/**
 * The source that a Holofile describes; warnings about it go to standard error.
 *
 * @param file Its path, `-` for standard input; the Holofile or Modelfile in the current folder unless given.
 * @throws {HologramError} `usage` when there is none; else as `parseHolofile` and `holofileRequest`.
 */
export async function sourceOfHolofile(
  file: string | undefined,
  terminal: Terminal,
): Promise<CreateSource> {
  const path = file ?? await defaultFile();
  const text = path === "-" ? await terminal.readPiped() : await readHolofile(path);
  const folder = path === "-" ? Deno.cwd() : dirname(resolve(path));
  const place = { folder, homeOf: homeFolder, exists };
  const { request, files, warnings } = await holofileRequest(parseHolofile(text), place);
  for (const warning of warnings) terminal.note(`Warning: ${warning}\n`);
  return { request, files };
}

async function defaultFile(): Promise<string> {
  for (const name of DEFAULT_FILES) if (await exists(name)) return name;
  throw new HologramError(
    `There is nothing to make a model from: no ${DEFAULT_FILES.join(" or ")} in ${Deno.cwd()}`,
    {
      kind: "usage",
      hint: "Name one with -f, or an ONNX file or a model: --from model.onnx",
    },
  );
}

async function readHolofile(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    const isMissing = cause instanceof Deno.errors.NotFound;
    throw new HologramError(
      `Cannot read the Holofile ${basename(path)}: ${
        isMissing ? `there is none at ${resolve(path)}` : errorMessage(cause)
      }`,
      { kind: isMissing ? "not_found" : "invalid", cause },
    );
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
