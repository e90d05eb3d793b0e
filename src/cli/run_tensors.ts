import { HologramError, stringifyExactJson, tensorJson } from "../base/mod.ts";
import { extname } from "../deps/path.ts";
import type { CliContext } from "./cli_context.ts";
import type { ApiClient } from "./client.ts";
import { buildInferBody, type NamedTensor, readInferReply } from "./infer_request.ts";
import { decodeNpy, encodeNpy } from "./npy.ts";
import { writeFileAtomic } from "./write_file_atomic.ts";

const HEADER_LENGTH = "inference-header-content-length";

/** A file of tensors and the input or output that it is for, if that is said. */
interface NamedFile {
  name: string | undefined;
  path: string;
}

/**
 * Computes on tensors: one `.json` file with all inputs, or `.npy` files, to one `.json` file with all outputs, to `.npy`
 * files, or to standard output as JSON.
 *
 * @throws {HologramError} `usage` when the files do not say which tensor is which.
 */
export async function runTensors(
  { terminal, signal }: CliContext,
  client: ApiClient,
  model: string,
  { input = [], output = [] }: { input?: string[]; output?: string[] },
): Promise<void> {
  const outputs = output.map(namedFile);
  checkOutputs(outputs);
  const path = `/v2/models/${model}`;
  const request = await readInputs(input.map(namedFile), client, path);
  const response = await client.send(`${path}/infer`, { ...request, signal });
  const length = response.headers.get(HEADER_LENGTH);
  const body = new Uint8Array(await response.arrayBuffer());
  const isJson = outputs.length === 0 || extname(outputs[0]!.path) === ".json";
  if (isJson) {
    const json = length === null
      ? body
      : new TextEncoder().encode(toJson(readInferReply(body, Number(length))));
    if (outputs.length === 0) terminal.print(new TextDecoder().decode(json) + "\n");
    else await writeFileAtomic(outputs[0]!.path, json);
    return;
  }
  const tensors = readInferReply(body, length === null ? undefined : Number(length));
  for (const { name, path } of outputs) {
    await writeFileAtomic(path, encodeNpy(pick(tensors, name, path).tensor));
  }
}

/** `name=path`, or a path alone; a drive letter's colon and a lone `=` in a path are not taken for one. */
function namedFile(text: string): NamedFile {
  const at = text.indexOf("=");
  return at > 0 && !/[/\\]/.test(text.slice(0, at))
    ? { name: text.slice(0, at), path: text.slice(at + 1) }
    : { name: undefined, path: text };
}

function checkOutputs(files: readonly NamedFile[]): void {
  const json = files.filter(({ path }) => extname(path) === ".json");
  const other = files.find(({ path }) => ![".json", ".npy"].includes(extname(path)));
  if (other !== undefined) {
    throw new HologramError(`Outputs are written to .json or .npy files, got ${other.path}`, {
      kind: "usage",
    });
  }
  if (json.length > 0 && (files.length > 1 || json[0]!.name !== undefined)) {
    throw new HologramError("One .json file takes all outputs: give no other --output", {
      kind: "usage",
    });
  }
}

async function readInputs(
  files: readonly NamedFile[],
  client: ApiClient,
  path: string,
): Promise<{ body: Uint8Array; headers: Record<string, string> }> {
  const [first] = files;
  if (files.length === 1 && extname(first!.path) === ".json" && first!.name === undefined) {
    return { body: await readFile(first!.path), headers: { "content-type": "application/json" } };
  }
  const tensors: NamedTensor[] = [];
  for (const { name, path: file } of files) {
    if (extname(file) !== ".npy") {
      throw new HologramError(
        `Inputs are read from one .json file or from .npy files, got ${file}`,
        { kind: "usage" },
      );
    }
    tensors.push({
      name: name ?? await onlyInput(client, path, file),
      tensor: decodeNpy(await readFile(file)),
    });
  }
  const { body, headerLength } = buildInferBody(tensors);
  return { body, headers: { [HEADER_LENGTH]: String(headerLength) } };
}

async function onlyInput(client: ApiClient, path: string, file: string): Promise<string> {
  const response = await client.send(path, { method: "GET" });
  const { inputs } = await response.json() as { inputs: { name: string }[] };
  if (inputs.length === 1) return inputs[0]!.name;
  const names = inputs.map(({ name }) => name);
  throw new HologramError(`Which input is ${file}? The model takes ${names.join(", ")}`, {
    kind: "usage",
    hint: `Say --input ${names[0]}=${file}`,
  });
}

function pick(
  tensors: readonly NamedTensor[],
  name: string | undefined,
  file: string,
): NamedTensor {
  const found = name === undefined && tensors.length === 1
    ? tensors[0]
    : tensors.find((tensor) => tensor.name === name);
  if (found !== undefined) return found;
  const names = tensors.map((tensor) => tensor.name);
  throw new HologramError(`Which output is for ${file}? The model gives ${names.join(", ")}`, {
    kind: "usage",
    hint: `Say --output ${names[0]}=${file}`,
  });
}

function toJson(tensors: readonly NamedTensor[]): string {
  return stringifyExactJson({
    outputs: tensors.map(({ name, tensor }) => tensorJson(name, tensor)),
  });
}

async function readFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    throw new HologramError(`Cannot read ${path}: ${(error as Error).message}`, {
      kind: error instanceof Deno.errors.NotFound ? "not_found" : "invalid",
      cause: error,
    });
  }
}
