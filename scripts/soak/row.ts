import { humanBytes } from "../../src/cli/format/human_bytes.ts";
import type { Usage } from "./usage.ts";

/** One thing that was watched. */
export interface Row {
  /** What. */
  what: string;
  /** What it was before. */
  before: string;
  /** What it is after. */
  after: string;
  /** What it may be. */
  limit: string;
  /** Whether it is. */
  ok: boolean;
}

/** How much more each may be at the end than after the warm-up. */
const LIMITS: readonly [what: string, part: keyof Usage, ratio: number][] = [
  ["memory of the server", "serverMemory", 1.5],
  ["memory of the runners", "runnerMemory", 1.25],
  ["descriptors", "descriptors", 1.1],
  ["threads", "threads", 1.1],
  ["processes", "processes", 1],
];

/** A row for each thing that the server may not keep more of. */
export function usageRows(before: Usage, after: Usage): Row[] {
  return LIMITS.map(([what, part, ratio]) => {
    const show = (value: number) => /Memory$/.test(part) ? humanBytes(value) : String(value);
    return {
      what,
      before: show(before[part]),
      after: show(after[part]),
      limit: `x ${ratio}`,
      ok: after[part] <= before[part] * ratio,
    };
  });
}

/** A row for something that is counted, and may be there so many times; any number of times unless given. */
export function countRow(what: string, count: number, most = Infinity): Row {
  const limit = most === Infinity ? "" : `at most ${most}`;
  return { what, before: "", after: String(count), limit, ok: count <= most };
}

/** A row for a time in milliseconds that may be so many times another. */
export function timeRow(what: string, before: number, after: number, ratio: number): Row {
  const show = (ms: number) => `${ms.toPrecision(3)} ms`;
  return {
    what,
    before: show(before),
    after: show(after),
    limit: `x ${ratio}`,
    ok: after <= before * ratio,
  };
}
