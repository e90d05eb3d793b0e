import { dirname, join } from "../../src/deps/path.ts";
import { bundleFolder } from "./bundle.ts";
import { listFiles } from "./list_files.ts";
import { DenoFailed, runDeno } from "./run_deno.ts";

/** The machines that executables are released for, in `deno compile`'s words. */
export const TARGETS: readonly string[] = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
];

/** What to compile. */
export interface ExecutableOptions {
  /** The checkout. */
  root: string;
  /** The executable. */
  output: string;
  /** One of {@linkcode TARGETS}. */
  target: string;
}

/**
 * Makes the executable with `deno compile`: Deno's runtime with the bundled program inside. One for this machine
 * must then give its version.
 *
 * The program is bundled here rather than by `deno compile --bundle`, so that an executable runs the same script as
 * the portable file, which the tests start.
 *
 * @throws {Error} Where the runtime, `denort`, cannot be had, or is not one.
 */
export async function makeExecutable({ root, output, target }: ExecutableOptions): Promise<void> {
  await Deno.mkdir(dirname(output), { recursive: true });
  const folder = await Deno.makeTempDir();
  try {
    await bundleFolder(root, folder);
    const included = (await listFiles(folder)).filter((name) => !name.endsWith(".js"));
    await runDeno(
      ["compile", "--quiet", "--allow-all", "--no-check", "--no-config", "--no-lock"]
        .concat("--unstable-no-legacy-abort", "--target", target, "--output", output)
        .concat(included.flatMap((name) => ["--include", join(folder, name)]))
        .concat(join(folder, "main.js")),
      folder,
    );
  } catch (error) {
    if (!(error instanceof DenoFailed) || !error.output.includes("denort")) throw error;
    throw new Error(await withoutRuntime(target, error.output), { cause: error });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  if (target === Deno.build.target) await checkRuns(output);
}

async function withoutRuntime(target: string, reason: string): Promise<string> {
  const { denoDir } = JSON.parse(await runDeno(["info", "--json"], "."));
  const version = Deno.version.deno;
  const file = `denort-${target}.zip`;
  return [
    `Cannot compile: there is no denort, the runtime of executables, for ${target}.`,
    "",
    ...reason.split("\n").map((line) => `  ${line}`),
    "",
    "Any of these helps:",
    `  - a network in which https://dl.deno.land can be reached`,
    `  - https://dl.deno.land/release/v${version}/${file}, placed at`,
    `    ${join(denoDir, "dl", "release", `v${version}`, file)}`,
    `  - the environment variable DENORT_BIN with the path of an unpacked denort ${version}`,
    "A single file for machines like this one needs no denort: deno task compile --portable",
  ].join("\n");
}

/** A whole Deno in the place of denort compiles too, into a Deno that knows nothing of the program. */
async function checkRuns(output: string): Promise<void> {
  const { stdout } = await new Deno.Command(output, { args: ["--version"], stdin: "null" })
    .output();
  const printed = new TextDecoder().decode(stdout).trim();
  if (printed.startsWith("hologram version is ")) return;
  await Deno.remove(output);
  throw new Error(
    `Cannot compile: the executable answers '${printed}' when it is asked for its version.\n` +
      "DENORT_BIN must name a denort, not a whole Deno",
  );
}
