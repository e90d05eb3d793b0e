import { resolve } from "../../deps/path.ts";
import type { CliContext } from "../cli_context.ts";
import { readLines } from "../client.ts";
import { Progress, type ProgressLine } from "../progress.ts";

/** `hologram create NAME --from PATH`: compiles an ONNX file, or a folder around one, and stores it. */
export async function create(
  { withClient, terminal, signal }: CliContext,
  name: string,
  options: { from: string; verbose?: boolean },
): Promise<void> {
  await withClient(async (client) => {
    const response = await client.send("/api/create", {
      body: { model: name, from: resolve(options.from), verbose: options.verbose },
      signal,
    });
    const progress = new Progress(terminal);
    try {
      for await (const line of readLines<ProgressLine>(response)) progress.update(line);
      progress.complete();
    } finally {
      progress.end();
    }
  });
}
