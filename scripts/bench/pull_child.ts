/**
 * A process that downloads one file and prints what that took, as {@linkcode PullFigures} in JSON:
 *
 *     pull_child.ts ours|stream|verified URL PATH PARTIALS DIGEST
 *
 * @module
 */
import { createHash } from "node:crypto";
import process from "node:process";
import { Transfers } from "../../src/hub/transfer/mod.ts";
import { peakMemory } from "./peak_memory.ts";

/** What a download took. */
export interface PullFigures {
  /** From the first request until the file was whole. */
  seconds: number;
  /** Processor time meanwhile. */
  cpuSeconds: number;
  /** Most memory that the process held at a time, in bytes; absent where the system does not tell. */
  peak?: number;
}

/** Downloads as this program does. */
async function pullOurs(
  url: string,
  path: string,
  partials: string,
  digest: string,
): Promise<void> {
  const size = Number(new URL(url).searchParams.get("bytes"));
  await new Transfers({ partials }).download([{ url, path, label: "file", size, digest }]);
}

/** Downloads with one request. */
async function pullPlain(url: string, path: string, isHashed: boolean): Promise<void> {
  const hash = isHashed ? createHash("sha256") : undefined;
  const response = await fetch(url);
  using file = await Deno.open(path, { write: true, create: true });
  for await (const chunk of response.body!) {
    hash?.update(chunk);
    for (let at = 0; at < chunk.length;) at += await file.write(chunk.subarray(at));
  }
  hash?.digest();
  await file.sync();
}

if (import.meta.main) {
  const [side, url, path, partials, digest] = Deno.args as [string, string, string, string, string];
  const before = process.cpuUsage();
  const start = performance.now();
  if (side === "ours") await pullOurs(url, path, partials, digest);
  else await pullPlain(url, path, side === "verified");
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  const peak = await peakMemory();
  const figures: PullFigures = { seconds, cpuSeconds: (user + system) / 1e6, peak };
  console.log(JSON.stringify(figures));
}
