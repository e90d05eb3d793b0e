/**
 * Packs the program: `deno task compile` makes an executable, `--portable` a self-unpacking file, `--bundle` a script
 * that runs from a URL.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { fromFileUrl, join, resolve } from "../src/deps/path.ts";
import { bundleScript } from "./compile/bundle.ts";
import { makeExecutable, TARGETS } from "./compile/make_executable.ts";
import { makePortable } from "./compile/make_portable.ts";
import { writeFile } from "./compile/write_file.ts";

const ROOT = fromFileUrl(new URL("..", import.meta.url));
const USAGE = `Usage: deno task compile [options]

  (no option)         make the executable dist/hologram for this machine
  --target <target>   make dist/hologram-<target>: ${TARGETS.join(",\n                      ")}
  --portable          make the self-unpacking file dist/hologram
  --bundle            make the script dist/hologram.js, for: deno run -A <URL>/hologram.js
  --output <path>     write there instead
`;

if (import.meta.main) {
  try {
    await compile(Deno.args);
  } catch (error) {
    console.error((error as Error).message);
    Deno.exit(1);
  }
}

async function compile(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      target: { type: "string" },
      portable: { type: "boolean" },
      bundle: { type: "boolean" },
      output: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return console.log(USAGE);
  if ([values.target, values.portable, values.bundle].filter(Boolean).length > 1) {
    throw new Error(`--target, --portable and --bundle exclude each other\n\n${USAGE}`);
  }
  const output = resolve(values.output ?? join(ROOT, "dist", outputName(values)));
  if (values.portable) await makePortable(ROOT, output);
  else if (values.bundle) await writeFile(output, [await scriptBytes()]);
  else await makeForTarget(output, values.target ?? Deno.build.target);
  console.log(`${output}: ${((await Deno.stat(output)).size / 1e6).toFixed(1)} MB`);
}

function outputName({ target, bundle }: { target?: string; bundle?: boolean }): string {
  if (bundle) return "hologram.js";
  const name = target === undefined ? "hologram" : `hologram-${target}`;
  return (target ?? Deno.build.target).includes("windows") ? `${name}.exe` : name;
}

async function makeForTarget(output: string, target: string): Promise<void> {
  if (!TARGETS.includes(target)) {
    throw new Error(`Cannot compile for '${target}': expected one of ${TARGETS.join(", ")}`);
  }
  await makeExecutable({ root: ROOT, output, target });
}

async function scriptBytes(): Promise<Uint8Array> {
  return new TextEncoder().encode(await bundleScript(ROOT));
}
