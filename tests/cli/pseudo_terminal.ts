import assert from "node:assert/strict";
import { join } from "../../src/deps/path.ts";
import { ROOT } from "../support/hologram.ts";

/** Whether this machine has `script` of util-linux, which gives a program a terminal. */
export const hasScript: boolean = await succeeds("script", "--version");

/** Whether a program is there and ends well. */
export async function succeeds(command: string, ...args: string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(command, { args, stdout: "null", stderr: "null" })
      .output();
    return success;
  } catch {
    return false;
  }
}

/** How a program in a terminal is started. */
export interface PseudoTerminalOptions {
  /** Environment variables, over this process's. */
  env: Record<string, string>;
  /** The width. */
  columns?: number;
  /** Current folder. */
  cwd?: string;
}

/** Nothing here takes so long unless it has failed. */
const PATIENCE_MS = 60_000;

/** A program that runs in a terminal of its own, somebody typing. */
export class PseudoTerminal {
  /** Everything that was shown. */
  output = "";
  readonly #child: Deno.ChildProcess;
  readonly #keys: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #ended: Promise<void>;
  #onOutput = () => {};
  #seen = 0;

  /** Starts a command line of the shell. */
  constructor(command: string, { env, columns = 80, cwd }: PseudoTerminalOptions) {
    const child = new Deno.Command("script", {
      args: ["-qfec", `stty rows 24 cols ${columns}; ${command}`, "/dev/null"],
      env: { TERM: "xterm", SHELL: "/bin/sh", ...env },
      cwd,
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#child = child;
    this.#keys = child.stdin.getWriter();
    this.#ended = (async () => {
      for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
        this.output += text;
        this.#onOutput();
      }
      this.#onOutput();
    })();
  }

  /** Process id of what holds the terminal. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Presses keys. */
  async type(keys: string): Promise<void> {
    await this.#keys.write(new TextEncoder().encode(keys));
  }

  /** Waits until something is shown behind what was waited for before; returns what was shown up to its end. */
  async until(expected: string | RegExp): Promise<string> {
    const pattern = typeof expected === "string" ? new RegExp(RegExp.escape(expected)) : expected;
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      this.#onOutput();
    }, PATIENCE_MS);
    this.#ended.then(() => over = true);
    try {
      for (;;) {
        const match = pattern.exec(this.output.slice(this.#seen));
        if (match !== null) {
          const from = this.#seen;
          this.#seen += match.index + match[0].length;
          return this.output.slice(from, this.#seen);
        }
        assert.ok(!over, `Waited in vain for ${pattern}, got ${JSON.stringify(this.output)}`);
        await new Promise<void>((resolve) => this.#onOutput = resolve);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Waits for the program's end; returns its exit code. */
  async exitCode(): Promise<number> {
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), PATIENCE_MS);
    const { code } = await this.#child.status;
    clearTimeout(timer);
    await this.#ended;
    await this.#keys.close().catch(() => {});
    return code;
  }

  /** Ends it, whatever it does. */
  async [Symbol.asyncDispose](): Promise<void> {
    // Its terminal goes away with it, which ends the program inside.
    try {
      this.#child.kill("SIGTERM");
    } catch {
      // It has ended.
    }
    await this.exitCode();
  }
}

/** The command line of the shell that starts `hologram` with arguments. */
export function hologramCommand(...args: string[]): string {
  return [Deno.execPath(), "run", "-A", "--quiet", join(ROOT, "main.ts"), ...args]
    .map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
}
