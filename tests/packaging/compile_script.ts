import { join } from "../../src/deps/path.ts";
import { type Finished, ROOT } from "../support/hologram.ts";

/** Runs `scripts/compile.ts` to its end. */
export async function compileScript(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Finished> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", join(ROOT, "scripts/compile.ts"), ...args],
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}
