/** A run of Deno that failed. */
export class DenoFailed extends Error {
  /** What it printed on standard error, without colours. */
  readonly output: string;

  /** Made of the command's first word and what it printed. */
  constructor(command: string, output: string) {
    super(`deno ${command} failed:\n${output}`);
    this.output = output;
  }
}

/**
 * Runs this same Deno and returns its standard output.
 *
 * @param folder The current folder of the run.
 * @throws {DenoFailed} When its exit code is not 0.
 */
export async function runDeno(args: readonly string[], folder: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: folder,
    env: { NO_COLOR: "1", RUST_BACKTRACE: "0" },
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  if (!success) throw new DenoFailed(args[0]!, text.decode(stderr).trim());
  return text.decode(stdout);
}
