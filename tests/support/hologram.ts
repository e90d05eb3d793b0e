import { fromFileUrl, join } from "../../src/deps/path.ts";

/** The folder of the repository. */
export const ROOT: string = fromFileUrl(new URL("../..", import.meta.url));

/** How the program is started. */
export interface ProgramOptions {
  /** The program's folder; everything that it keeps is in there. */
  home: string;
  /** More environment variables. */
  env?: Record<string, string>;
  /** Current folder. */
  cwd?: string;
  /** Text on standard input; empty unless given. */
  stdin?: string;
  /** What Deno runs; the checkout's `main.ts` unless given. */
  main?: string;
}

/** What a command printed, and how it ended. */
export interface Finished {
  /** The exit code. */
  code: number;
  /** Standard output. */
  stdout: string;
  /** Standard error. */
  stderr: string;
}

function command(args: readonly string[], options: ProgramOptions): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", options.main ?? join(ROOT, "main.ts"), ...args],
    // A port where nothing listens: commands use the app in their own process.
    env: { HOLOGRAM_HOME: options.home, HOLOGRAM_PORT: "47113", NO_COLOR: "1", ...options.env },
    cwd: options.cwd,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs a command line of the program to its end. */
export async function hologram(
  args: readonly string[],
  options: ProgramOptions,
): Promise<Finished> {
  const child = command(args, options).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(options.stdin ?? "")).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout, stderr } = await child.output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** A server of the program, in a process of its own. */
export class TestServer {
  /** Where it listens. */
  readonly url: string;
  /** Its port. */
  readonly port: string;
  readonly #child: Deno.ChildProcess;
  readonly #rest: Promise<unknown>;

  private constructor(url: string, child: Deno.ChildProcess, rest: Promise<unknown>) {
    this.url = url;
    this.port = new URL(url).port;
    this.#child = child;
    this.#rest = rest;
  }

  /** Starts `serve` on a free port and waits until it listens. */
  static async start(options: ProgramOptions, args: readonly string[] = []): Promise<TestServer> {
    const child = command(["serve", "--port", "0", ...args], options).spawn();
    await child.stdin.close();
    const stderr = new Response(child.stderr).text();
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let printed = "";
    while (!/listens on (\S+)\n/.test(printed)) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`The server did not start: ${await stderr}`);
      printed += value;
    }
    const drain = (async () => {
      while (!(await reader.read()).done);
    })();
    const url = /listens on (\S+)\n/.exec(printed)![1]!;
    return new TestServer(url, child, Promise.all([drain, stderr]));
  }

  /** Its process id. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Sends a JSON body with POST. */
  async post(path: string, body: unknown, init: RequestInit = {}): Promise<Response> {
    return await fetch(this.url + path, { method: "POST", body: JSON.stringify(body), ...init });
  }

  /** Process ids of its runners. */
  async runners(): Promise<number[]> {
    return await childProcesses(this.pid);
  }

  /** Ends it with a signal and waits until it is gone. */
  async stop(signal: Deno.Signal = "SIGTERM"): Promise<Deno.CommandStatus> {
    try {
      this.#child.kill(signal);
    } catch {
      // It is gone already.
    }
    const status = await this.#child.status;
    await this.#rest;
    return status;
  }
}

/** Process ids of the children of a process (Linux). */
export async function childProcesses(parent: number): Promise<number[]> {
  const found: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await Deno.readTextFile(`/proc/${name}/stat`).catch(() => "");
    const [state, ppid] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (Number(ppid) === parent && state !== "Z") found.push(Number(name));
  }
  return found;
}

/** Whether a process lives (Linux). */
export async function isAlive(pid: number): Promise<boolean> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "");
  return stat !== "" && stat.slice(stat.lastIndexOf(")") + 2)[0] !== "Z";
}

/** Waits until a condition holds. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = 20_000,
): Promise<void> {
  for (let waited = 0; waited < limitMs; waited += 20) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Waited in vain until ${what}`);
}
