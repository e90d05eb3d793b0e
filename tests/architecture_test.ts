import assert from "node:assert/strict";
import { fromFileUrl, join, relative } from "../src/deps/path.ts";

const ROOT = fromFileUrl(new URL("..", import.meta.url));

/** Folders of `src/` that each folder may import from, besides itself, `base` and `deps`. */
const ARROWS: Record<string, readonly string[]> = {
  base: [],
  deps: [],
  config: [],
  embedded: [],
  holo: [],
  holofile: [],
  hub: ["config"],
  onnx: [],
  text: [],
  store: [],
  runtime: ["holo"],
  compiler: ["onnx", "holo"],
  pipelines: ["text", "runtime", "holo"],
  runner: ["pipelines", "runtime", "compiler", "holo"],
  scheduler: ["runner/protocol"],
  server: [
    "hub",
    "scheduler",
    "runner/protocol",
    "store",
    "config",
    "holo",
    "holofile",
    // Templates and tokens of answers are computed in the runner; what a template can do is told here.
    "text/template",
  ],
  cli: ["config", "holofile", "server"],
};

/** Modules at the root of `src/` that resolve the program's own files, and who may use them. */
const ROOT_MODULES: Record<string, readonly string[]> = {
  "assets.ts": ["server", "runner", "runtime"],
  "self_command.ts": ["server", "scheduler"],
};

interface Import {
  file: string;
  folder: string;
  specifier: string;
}

async function imports(): Promise<Import[]> {
  const found: Import[] = [];
  for await (const file of sources(join(ROOT, "src"))) {
    const text = await Deno.readTextFile(file);
    const path = relative(join(ROOT, "src"), file).replaceAll("\\", "/");
    const folder = path.includes("/") ? path.split("/")[0]! : "";
    // It only names the parts that the program's entry starts.
    if (path === "start.ts") continue;
    const pattern = /(?:^(?:import|export)\b[^"';]*?from\s*|^import\s*|\bimport\()"([^"]+)"/gm;
    for (const match of text.matchAll(pattern)) {
      found.push({ file: path, folder, specifier: match[1]! });
    }
  }
  return found;
}

async function* sources(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) yield* sources(path);
    else if (entry.name.endsWith(".ts")) yield path;
  }
}

/** The path in `src/` that a relative specifier of a file means. */
function resolved({ file, specifier }: Import): string {
  return new URL(specifier, `file:///src/${file}`).pathname.replace("/src/", "");
}

Deno.test("every import in src follows the arrows of the architecture", async () => {
  const wrong: string[] = [];
  for (const found of await imports()) {
    if (!found.specifier.startsWith(".")) continue;
    const target = resolved(found);
    const folder = target.includes("/") ? target.split("/")[0]! : "";
    if (folder === found.folder || folder === "base" || folder === "deps") continue;
    const allowed = folder === ""
      ? ROOT_MODULES[target]?.includes(found.folder)
      : ARROWS[found.folder]?.some((door) => target.startsWith(`${door}/`));
    if (!allowed) wrong.push(`${found.file} imports ${target}`);
  }
  assert.deepEqual(wrong, []);
});

Deno.test("every folder of src has its arrows written down", async () => {
  const folders = (await Array.fromAsync(Deno.readDir(join(ROOT, "src"))))
    .filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
  assert.deepEqual(folders.sort(), Object.keys(ARROWS).sort());
});

Deno.test("a folder is entered through its door", async () => {
  const wrong = (await imports())
    .filter(({ specifier }) => specifier.startsWith("."))
    .map((found) => ({ ...found, target: resolved(found) }))
    .filter(({ folder, target }) =>
      target.includes("/") && target.split("/")[0] !== folder && !target.startsWith("deps/") &&
      !target.endsWith("/mod.ts")
    )
    .map(({ file, target }) => `${file} imports ${target}`);
  assert.deepEqual(wrong, []);
});

Deno.test("the command line reaches the server only where it opens one, never past the API", async () => {
  const users = (await imports())
    .filter(({ folder, specifier }) => folder === "cli" && specifier.includes("/server/"))
    .map(({ file }) => file);
  assert.deepEqual(users.sort(), ["cli/client.ts", "cli/commands/serve.ts"]);
});

Deno.test("third-party names stand in src/deps alone, with exact versions", async () => {
  for (const { file, folder, specifier } of await imports()) {
    if (specifier.startsWith(".") || specifier.startsWith("node:")) continue;
    assert.equal(folder, "deps", `${file} imports ${specifier}`);
    assert.match(specifier, /^npm:(@[^/@]+\/)?[^/@]+@\d+\.\d+\.\d+(\/|$)/);
  }
});

Deno.test("only the command line and the program's entry print", async () => {
  for await (const file of sources(join(ROOT, "src"))) {
    const path = relative(join(ROOT, "src"), file).replaceAll("\\", "/");
    const text = await Deno.readTextFile(file);
    // The runner redirects what libraries print.
    if (["start.ts", "runner/runner_main.ts"].includes(path) || path.startsWith("cli/")) continue;
    assert.doesNotMatch(text, /\bconsole\.\w+\(/, path);
  }
});

Deno.test("no source file is longer than 400 lines", async () => {
  for await (const file of sources(join(ROOT, "src"))) {
    if (file.endsWith("onnx_pb.ts")) continue;
    const lines = (await Deno.readTextFile(file)).split("\n").length;
    assert.ok(lines <= 400, `${file} has ${lines} lines`);
  }
});
