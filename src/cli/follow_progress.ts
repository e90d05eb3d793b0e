import { readLines } from "./client.ts";
import { printable } from "./format/printable.ts";
import { Progress, type ProgressLine } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Shows the progress that an answer streams, to its end.
 *
 * @param onLine Is given each line; what it returns is shown, nothing for `undefined`.
 * @throws {HologramError} What the server says when it fails.
 */
export async function followProgress<T extends ProgressLine>(
  terminal: Terminal,
  response: Response,
  onLine: (line: T) => ProgressLine | undefined = (line) => line,
): Promise<void> {
  const progress = new Progress(terminal);
  try {
    for await (const line of readLines<T>(response)) {
      const shown = onLine(line);
      // Names of files are another's, and may hold anything.
      if (shown !== undefined) progress.update({ ...shown, status: printable(shown.status) });
    }
    progress.complete();
  } finally {
    progress.end();
  }
}
