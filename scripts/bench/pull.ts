/**
 * Downloads from this machine: our engine, with parts, verification and notes of what came, against bare ways to fetch.
 *
 * `pull.ts [SIZE_IN_MIB]` prints the rows for a file of another size than the 256 MiB of `deno task bench pull`.
 *
 * @module
 */
import { fromFileUrl } from "../../src/deps/path.ts";
import { withFolder } from "../../tests/onnx/build_model.ts";
import type { PullFigures } from "./pull_child.ts";
import { roundDigest } from "./pull_bytes.ts";
import { inTurn, type Row } from "./row.ts";

const MiB = 2 ** 20;
const ROUNDS = 4;

/** What fetches the file. */
type Side = "ours" | "stream" | "verified" | "curl";

/** Measures a download of so many mebibytes. */
export async function bench(mebibytes = 256): Promise<Row[]> {
  return await withFolder(async (folder) => {
    await using server = await startServer();
    const bytes = mebibytes * MiB;
    const url = (round: number) => `${server.url}/?bytes=${bytes}&round=${round}`;
    const child = (side: Side, figure: (figures: PullFigures) => number) => (round: number) =>
      pull(side, url(round), folder, roundDigest(round, mebibytes)).then(figure);
    const rate = ({ seconds }: PullFigures) => bytes / MiB / seconds;
    const cpu = ({ cpuSeconds }: PullFigures) => cpuSeconds / bytes * 1e9;
    const peak = (figures: PullFigures) => (figures.peak ?? NaN) / MiB;
    const what = `pull: ${mebibytes} MiB from this machine`;
    const stream = "one fetch written to a file, not verified";
    const verified = "one fetch written to a file and hashed";
    const compare = (figure: (figures: PullFigures) => number, peer: Side) =>
      inTurn(ROUNDS, child("ours", figure), child(peer, figure));
    const rows: Row[] = [
      {
        what,
        ...await compare(rate, "stream"),
        unit: "MiB/s",
        against: `${stream} (more is better)`,
      },
      {
        what,
        ...await compare(rate, "verified"),
        unit: "MiB/s",
        against: `${verified} (more is better)`,
      },
      {
        what: `${what}, processor time`,
        ...await compare(cpu, "verified"),
        unit: "s/GB",
        against: verified,
      },
      {
        what: `${what}, most memory`,
        ...await compare(peak, "verified"),
        unit: "MiB",
        against: verified,
      },
    ];
    if (await hasCurl()) {
      rows.push({
        what,
        ...await compare(rate, "curl"),
        unit: "MiB/s",
        against: "curl, not verified (more is better)",
      });
    }
    return rows;
  });
}

async function pull(side: Side, url: string, folder: string, digest: string): Promise<PullFigures> {
  const path = `${folder}/pulled`;
  try {
    if (side === "curl") {
      const start = performance.now();
      await output("curl", ["--silent", "--fail", "--output", path, url]);
      return { seconds: (performance.now() - start) / 1000, cpuSeconds: NaN };
    }
    const script = fromFileUrl(new URL("pull_child.ts", import.meta.url));
    const args = ["run", "-A", "--no-check", script, side, url, path]
      .concat(`${folder}/partials`, digest);
    return JSON.parse(await output(Deno.execPath(), args));
  } finally {
    await Deno.remove(path).catch(() => {});
  }
}

async function output(command: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

async function hasCurl(): Promise<boolean> {
  try {
    return (await new Deno.Command("curl", { args: ["--version"] }).output()).success;
  } catch {
    return false;
  }
}

/** A server in a process of its own, so that its work is not counted. */
async function startServer(): Promise<AsyncDisposable & { url: string }> {
  const script = fromFileUrl(new URL("pull_server.ts", import.meta.url));
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", script],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = await reader.read();
  return {
    url: value!.trim(),
    async [Symbol.asyncDispose]() {
      await reader.cancel();
      await process.stdin.close();
      await process.status;
    },
  };
}

if (import.meta.main) {
  for (const { what, ours, peer, unit, against } of await bench(Number(Deno.args[0] ?? 256))) {
    const figures = `${ours.toPrecision(3)} against ${peer.toPrecision(3)} ${unit}`;
    console.log(`${what}: ${figures}, ratio ${(ours / peer).toFixed(2)}, against ${against}`);
  }
}
