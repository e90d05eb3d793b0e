/**
 * `deno task bench [--json] [GROUP...]`: speed and memory, each against a peer that is measured in the same run, in turn
 * with ours, on inputs that change. A ratio carries over to other machines; the figures beside it do not.
 *
 * Groups: start, open, load, runner, server, grammar, pull, package; all of them unless named.
 *
 * @module
 */
import { table } from "../src/cli/format/table.ts";
import type { Row } from "./bench/row.ts";

const GROUPS: Readonly<Record<string, () => Promise<{ bench(): Promise<Row[]> }>>> = {
  start: () => import("./bench/start.ts"),
  open: () => import("./bench/open.ts"),
  load: () => import("./bench/load.ts"),
  runner: () => import("./bench/runner.ts"),
  server: () => import("./bench/server.ts"),
  grammar: () => import("./bench/grammar.ts"),
  pull: () => import("./bench/pull.ts"),
  package: () => import("./bench/package.ts"),
};

/** Measures the groups that the arguments name. Gives the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const json = args.includes("--json");
  const named = args.filter((arg) => arg !== "--json");
  const wrong = named.find((name) => !Object.hasOwn(GROUPS, name));
  if (wrong !== undefined) {
    console.error(
      `Error: there is no group '${wrong}'; there are ${Object.keys(GROUPS).join(", ")}`,
    );
    return 2;
  }
  const rows: Row[] = [];
  for (const name of named.length > 0 ? named : Object.keys(GROUPS)) {
    console.error(`Measuring ${name} ...`);
    rows.push(...await (await GROUPS[name]!()).bench());
  }
  console.log(json ? toJson(rows) : toTable(rows));
  return 0;
}

function toTable(rows: readonly Row[]): string {
  return table(
    ["WHAT", "OURS", "PEER", "RATIO", "TARGET", "AGAINST"],
    rows.map(({ what, ours, peer, unit, against, target }) => [
      what,
      `${figure(ours)} ${unit}`,
      `${figure(peer)} ${unit}`,
      (ours / peer).toFixed(2),
      target === undefined ? "" : `at most ${target}`,
      against,
    ]),
  ).trimEnd();
}

/** Three digits that count, and all of those before the point. */
function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function toJson(rows: readonly Row[]): string {
  const { os, arch } = Deno.build;
  return JSON.stringify(
    {
      machine: { os, arch, threads: navigator.hardwareConcurrency, deno: Deno.version.deno },
      rows: rows.map((row) => ({ ...row, ratio: row.ours / row.peer })),
    },
    null,
    2,
  );
}

if (import.meta.main) Deno.exit(await main(Deno.args));
