import assert from "node:assert/strict";
import { join } from "../../src/deps/path.ts";
import type { Finished } from "../support/hologram.ts";
import { compileScript } from "./compile_script.ts";

/** A folder that stands for a machine on which there is nothing but the portable file. */
export class EmptyMachine {
  /** The home folder. */
  readonly home: string;
  /** Folder for temporary files. */
  readonly temp: string;
  /** The current folder of every start; nobody may write there. */
  readonly current: string;
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
    this.home = join(root, "home");
    this.temp = join(root, "temp");
    this.current = join(root, "current");
  }

  /** Makes one. */
  static async make(): Promise<EmptyMachine> {
    const machine = new EmptyMachine(await Deno.makeTempDir());
    await Deno.mkdir(machine.home);
    await Deno.mkdir(machine.temp);
    await Deno.mkdir(machine.current, { mode: 0o555 });
    return machine;
  }

  /** Where the file unpacks. */
  get cache(): string {
    return join(this.home, ".cache", "hologram");
  }

  /** A command line of the file, with an environment of nothing but these variables and the usual path. */
  command(file: string, args: readonly string[], env: Record<string, string> = {}): Deno.Command {
    return new Deno.Command(file, {
      args: [...args],
      clearEnv: true,
      // A port where nothing listens: commands use the app in their own process.
      env: { PATH: "/usr/bin:/bin", HOME: this.home, HOLOGRAM_PORT: "47113", ...env },
      cwd: this.current,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
  }

  /** Runs the file to its end. */
  async run(
    file: string,
    args: readonly string[],
    env: Record<string, string> = {},
  ): Promise<Finished> {
    const { code, stdout, stderr } = await this.command(file, args, env).output();
    const text = new TextDecoder();
    return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
  }

  /** Removes it; nothing may have been written into the current folder. */
  async remove(): Promise<void> {
    assert.deepEqual(await names(this.current), []);
    await Deno.remove(this.#root, { recursive: true });
  }
}

/** Makes the portable file from the checkout. */
export async function makePortableFile(output: string): Promise<void> {
  const { code, stderr } = await compileScript(["--portable", "--output", output]);
  assert.equal(code, 0, stderr);
}

/** Sorted names in a folder. */
export async function names(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}
