/**
 * `deno task soak [--requests N] [--clients N] [--seed N] [--minutes N]`: many clients at once ask a server with the
 * embedded model, in all its APIs; some leave early. Every answer must be the one that the same question has alone, and
 * nothing may be kept afterwards: no memory, descriptor, process or thread. Limits are ratios to the state after a
 * warm-up. Prints a table; exit code 1 when a limit is exceeded. Linux only: usage is read from `/proc`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { table } from "../src/cli/format/table.ts";
import type { Row } from "./soak/row.ts";
import { runSoak } from "./soak/run_soak.ts";

const DEFAULTS = { requests: "5000", clients: "200", seed: "1", minutes: "20" };

/** The numbers that the arguments give. */
function parse(args: readonly string[]): Record<keyof typeof DEFAULTS, number> {
  const options = Object.fromEntries(
    Object.entries(DEFAULTS).map(([name, value]) => [
      name,
      { type: "string" as const, default: value },
    ]),
  );
  const { values } = parseArgs({ args: [...args], options });
  for (const [name, value] of Object.entries(values)) {
    if (!/^[1-9]\d*$/.test(String(value))) {
      throw new Error(`--${name} is '${value}', expected a positive whole number`);
    }
  }
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, Number(value)]),
  ) as Record<keyof typeof DEFAULTS, number>;
}

function toTable(rows: readonly Row[]): string {
  return table(
    ["WHAT", "BEFORE", "AFTER", "LIMIT", ""],
    rows.map(({ what, before, after, limit, ok }) => [
      what,
      before,
      after,
      limit,
      ok ? "" : "exceeded",
    ]),
  ).trimEnd();
}

/** Runs it. Gives the exit code. */
async function main(args: readonly string[]): Promise<number> {
  let options;
  try {
    options = parse(args);
  } catch (error) {
    console.error(`Error: ${(error as Error).message}`);
    return 2;
  }
  const { rows, failures } = await runSoak({ ...options, tell: (text) => console.error(text) });
  for (const failure of failures) console.error(failure);
  console.log(toTable(rows));
  return rows.every(({ ok }) => ok) ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
