import { HologramError } from "../../base/mod.ts";
import type { CliContext } from "../cli_context.ts";
import { doctorText } from "../doctor/doctor_text.ts";
import { examine } from "../doctor/examine.ts";

/**
 * `hologram doctor`: what this machine has, and whether the server and the models are healthy.
 *
 * @throws {HologramError} `internal` when something is broken, after the report.
 */
export async function doctor(context: CliContext, options: { json?: boolean }): Promise<void> {
  const report = await examine(context);
  context.terminal.print(
    options.json ? JSON.stringify(report, null, 2) + "\n" : doctorText(report),
  );
  const { length } = report.problems;
  if (length > 0) {
    throw new HologramError(
      length === 1 ? "The doctor found a problem" : `The doctor found ${length} problems`,
    );
  }
}
