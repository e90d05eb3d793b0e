import { childProcesses } from "../../tests/support/hologram.ts";

/** What the server and its runners take. */
export interface Usage {
  /** Resident memory of the server, in bytes. */
  serverMemory: number;
  /** Resident memory of its runners together, in bytes. */
  runnerMemory: number;
  /** Open descriptors of all of them. */
  descriptors: number;
  /** Threads of all of them. */
  threads: number;
  /** Processes: the server and its runners. */
  processes: number;
}

/** What a server takes now, from `/proc` (Linux). */
export async function usageOf(server: number): Promise<Usage> {
  const runners = await childProcesses(server);
  const parts = await Promise.all([server, ...runners].map(usageOfOne));
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  return {
    serverMemory: parts[0]!.memory,
    runnerMemory: sum(parts.slice(1).map(({ memory }) => memory)),
    descriptors: sum(parts.map(({ descriptors }) => descriptors)),
    threads: sum(parts.map(({ threads }) => threads)),
    processes: parts.length,
  };
}

async function usageOfOne(
  pid: number,
): Promise<{ memory: number; descriptors: number; threads: number }> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1]);
  return {
    memory: field("VmRSS") * 1024,
    threads: field("Threads"),
    descriptors: (await Array.fromAsync(Deno.readDir(`/proc/${pid}/fd`))).length,
  };
}
