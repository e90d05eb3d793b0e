import { HologramError } from "../../base/mod.ts";
import type { CliContext } from "../cli_context.ts";
import { type ApiClient, isOnThisMachine, readLines } from "../client.ts";
import { type CreateSource, sourceOfHolofile, sourceOfName } from "../create_source.ts";
import { Progress, type ProgressLine } from "../progress.ts";
import { uploadFiles } from "../upload_files.ts";

/** Flags of `hologram create`. */
export interface CreateOptions {
  /** A file, a folder or a model, instead of a Holofile. */
  from?: string;
  /** The Holofile. */
  file?: string;
  /** What weights become. */
  quantize?: string;
  /** Say what each pass of the compiler did. */
  verbose?: boolean;
  /** Ollama's; refused. */
  draftQuantize?: string;
  /** Ollama's; refused. */
  experimental?: boolean;
}

/** `hologram create NAME`: makes a model of a Holofile, or with `--from` of a file, a folder, or another model. */
export async function create(
  { withClient, terminal, signal }: CliContext,
  name: string,
  options: CreateOptions,
): Promise<void> {
  refuseUnsupported(options);
  const { request, files } = options.from === undefined
    ? await sourceOfHolofile(options.file, terminal)
    : await sourceOfName(options.from);
  await withClient(async (client) => {
    const progress = new Progress(terminal);
    try {
      const body = {
        ...request,
        ...await sentFiles(client, files, { progress, signal }),
        model: name,
        quantize: options.quantize,
        verbose: options.verbose,
      };
      const response = await client.send("/api/create", { body, signal });
      for await (const line of readLines<ProgressLine>(response)) progress.update(line);
      progress.complete();
    } finally {
      progress.end();
    }
  });
}

/** How the server is told of files: by path where it runs on this machine, else by what is sent to it. */
async function sentFiles(
  client: ApiClient,
  files: CreateSource["files"],
  options: Parameters<typeof uploadFiles>[2],
): Promise<{ from?: string; files?: Record<string, string> }> {
  const [path] = files;
  if (path === undefined) return {};
  if (files.length === 1 && isOnThisMachine(client)) return { from: path };
  return { files: await uploadFiles(client, files, options) };
}

function refuseUnsupported(options: CreateOptions): void {
  if (options.from !== undefined && options.file !== undefined) {
    throw new HologramError("--from and --file cannot be used together", {
      kind: "usage",
      hint: "Write the source into the Holofile, behind FROM",
    });
  }
  if (options.draftQuantize !== undefined) {
    throw new HologramError("--draft-quantize is not supported: there are no draft models", {
      kind: "unsupported",
    });
  }
  if (options.experimental) {
    throw new HologramError("--experimental is not supported: there are no experimental formats", {
      kind: "unsupported",
    });
  }
}
