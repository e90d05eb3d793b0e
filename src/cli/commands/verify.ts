import { HologramError } from "../../base/mod.ts";
import { resolve } from "../../deps/path.ts";
import type { CliContext } from "../cli_context.ts";
import { readLines } from "../client.ts";
import { humanBytes } from "../format/human_bytes.ts";
import { Progress, type ProgressLine } from "../progress.ts";

/** What `/api/verify` found. */
interface Report {
  path: string;
  size: number;
  digest: string;
  sections: number;
  tensors: number;
  problems: { section?: string; chunk?: number; message: string }[];
}

/**
 * `hologram verify FILE|MODEL`: compares every hash in a `.holo` file. What names an existing file, or has a
 * slash in front or `.holo` behind, is a file.
 *
 * @throws {HologramError} `invalid` when a hash does not match.
 */
export async function verify(
  { withClient, terminal, signal }: CliContext,
  target: string,
  options: { json?: boolean },
): Promise<void> {
  const body = await isFile(target) ? { path: resolve(target) } : { model: target };
  const report = await withClient(async (client) => {
    const response = await client.send("/api/verify", { body, signal });
    const progress = new Progress(terminal);
    try {
      let report: Report | undefined;
      for await (const line of readLines<ProgressLine & { report?: Report }>(response)) {
        if (line.report === undefined) progress.update(line);
        else report = line.report;
      }
      if (report === undefined) throw new HologramError("The server ended without a report");
      progress.complete();
      return report;
    } finally {
      progress.end();
    }
  });
  if (options.json) terminal.print(JSON.stringify(report, null, 2) + "\n");
  if (report.problems.length > 0) {
    const lines = report.problems.map(({ section, chunk, message }) =>
      [section, chunk === undefined ? undefined : `chunk ${chunk}`, message]
        .filter((part) => part !== undefined).join(": ")
    );
    throw new HologramError(`${target} is damaged: ${lines.join("; ")}`, { kind: "invalid" });
  }
  if (!options.json) {
    terminal.print(
      `${target} is intact: ${humanBytes(report.size)}, ${report.sections} sections, ` +
        `${report.tensors} tensors\n${report.digest}\n`,
    );
  }
}

async function isFile(target: string): Promise<boolean> {
  if (/^[./~\\]/.test(target) || target.endsWith(".holo")) return true;
  return await Deno.stat(target).then(({ isFile }) => isFile, () => false);
}
