/**
 * `deno task bench`: speed and memory, each as a ratio against a peer in the same run.
 *
 * Pass names of rows' groups to run only those: `deno task bench start open`.
 */
import { table } from "../src/cli/format/table.ts";
import type { Row } from "./bench/row.ts";

const GROUPS: Record<string, () => Promise<{ bench(): Promise<Row[]> }>> = {
  start: () => import("./bench/start.ts"),
  open: () => import("./bench/open.ts"),
  load: () => import("./bench/load.ts"),
  runner: () => import("./bench/runner.ts"),
  server: () => import("./bench/server.ts"),
};

const asked = Deno.args.length > 0 ? Deno.args : Object.keys(GROUPS);
const rows: Row[] = [];
for (const name of asked) {
  const group = GROUPS[name];
  if (group === undefined) {
    console.error(`There is no group ${name}; there are ${Object.keys(GROUPS).join(", ")}`);
    Deno.exit(2);
  }
  console.error(`${name} ...`);
  rows.push(...await (await group()).bench());
}
console.log(table(
  ["WHAT", "OURS", "PEER", "RATIO", "AGAINST"],
  rows.map(({ what, ours, peer, unit, against }) => [
    what,
    `${ours.toPrecision(3)} ${unit}`,
    `${peer.toPrecision(3)} ${unit}`,
    (ours / peer).toFixed(2),
    against,
  ]),
));
