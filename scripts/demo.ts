/**
 * `deno task demo`: asks the model that ships with the program, then compiles a small one and asks that, with the commands
 * that a user would type. Everything happens in a temporary folder, which is gone afterwards.
 *
 * @module
 */
import { fromFileUrl, relative } from "../src/deps/path.ts";

const MAIN = fromFileUrl(new URL("../main.ts", import.meta.url));
const MODEL = relative(
  Deno.cwd(),
  fromFileUrl(new URL("../tests/fixtures/networks/decoder", import.meta.url)),
);

/** What the demo does: a remark, and the command that it is about. */
const STEPS: readonly [string, ...string[]][] = [
  [
    "Ask the model that ships with the program; the answer comes as it is written:",
    "run",
    "guide",
    "How do I see which models are loaded?",
  ],
  [
    "Compile another one, in Hugging Face's layout, to one .holo file:",
    "create",
    "demo",
    "--from",
    MODEL,
  ],
  ["Both are models on this disk now:", "list"],
  ["Ask the second one something:", "run", "demo", "What colour is grass?"],
];

/** Runs the steps until one fails. Gives its exit code, or 0. */
async function demo(home: string): Promise<number> {
  console.log("Hologram runs models on this machine, with no network.");
  for (const [remark, ...args] of STEPS) {
    console.log(`\n${remark}\n\n$ hologram ${args.map(quote).join(" ")}`);
    const { code } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", MAIN, ...args],
      clearEnv: true,
      env: environment(home),
      stdin: "null",
      stdout: "inherit",
      stderr: "inherit",
    }).spawn().status;
    if (code !== 0) {
      console.error(`The demo failed: hologram ${args[0]} ended with exit code ${code}`);
      return code;
    }
  }
  console.log("Done. The models and their folder are removed again.");
  return 0;
}

/** The environment without settings of the user's own, whose models the demo leaves alone. */
function environment(home: string): Record<string, string> {
  const entries = Object.entries(Deno.env.toObject())
    .filter(([name]) => !name.toUpperCase().startsWith("HOLOGRAM_"));
  // Port 0: no server is asked, a command does all of it in its own process.
  return { ...Object.fromEntries(entries), HOLOGRAM_HOME: home, HOLOGRAM_PORT: "0" };
}

/** An argument as a shell takes it. */
function quote(arg: string): string {
  return /^[\w./\\:-]+$/.test(arg) ? arg : `"${arg}"`;
}

if (import.meta.main) {
  const home = await Deno.makeTempDir({ prefix: "hologram-demo-" });
  try {
    Deno.exitCode = await demo(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}
