import assert from "node:assert/strict";
import { DELIMITER, join } from "../../../src/deps/path.ts";
import { hologram, ROOT } from "../../support/hologram.ts";
import { hasScript, hologramCommand, PseudoTerminal, succeeds } from "../pseudo_terminal.ts";

const MLP = join(ROOT, "tests/fixtures/networks/feed_forward/model.onnx");
const hasBash = hasScript && await succeeds("bash", "--version");
const hasZsh = hasScript && await succeeds("zsh", "--version");
const hasFish = await succeeds("fish", "--version");

let home = "";
let env: Record<string, string> = {};

Deno.test.beforeAll(async () => {
  home = await Deno.makeTempDir();
  const bin = join(home, "bin");
  await Deno.mkdir(bin);
  await Deno.writeTextFile(join(bin, "hologram"), `#!/bin/sh\nexec ${hologramCommand()} "$@"\n`, {
    mode: 0o755,
  });
  await Deno.writeTextFile(join(home, "a file.onnx"), "");
  for (const name of ["mlp", "mlp:small", "other"]) {
    const { code, stderr } = await hologram(["create", name, "--from", MLP], { home });
    assert.equal(code, 0, stderr);
  }
  env = {
    HOLOGRAM_HOME: home,
    HOLOGRAM_PORT: "47113",
    PATH: bin + DELIMITER + Deno.env.get("PATH"),
    PS1: "$ ",
    // No start-up files of whoever runs the tests.
    HOME: home,
    ZDOTDIR: home,
  };
});

Deno.test.afterAll(() => Deno.remove(home, { recursive: true }));

async function complete(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await hologram(["complete", "--", ...words], { home });
  assert.equal(code, 0);
  assert.equal(stderr, "");
  return stdout;
}

Deno.test("complete lists what the last word may become, with a description", async () => {
  const models = (await complete("run", "m")).split("\n").sort().slice(1);
  assert.equal(models.length, 2);
  assert.match(models[0]!, /^mlp:latest\t[\d.]+ KB$/);
  assert.match(models[1]!, /^mlp:small\t[\d.]+ KB$/);
  assert.match(await complete("ru"), /^run\t[^\n]+\n$/);
  assert.equal(await complete("create", "x", "--from", ""), ":files\n");
  assert.equal(await complete("nonsense", ""), "");
});

Deno.test("complete says nothing where something is wrong", async () => {
  const wrong = [
    ["HOLOGRAM_PORT", "no port"],
    ["HOLOGRAM_HOST", "203.0.113.1.invalid"],
    ["HOLOGRAM_MODELS_PATH", "/dev/null/models"],
  ];
  for (const variable of wrong) {
    const env = Object.fromEntries([variable]);
    const result = await hologram(["complete", "--", "run", ""], { home, env });
    assert.deepEqual(result, { code: 0, stdout: "", stderr: "" });
  }
});

Deno.test("completions refuses a shell that it has no script for", async () => {
  const { code, stderr } = await hologram(["completions", "tcsh"], { home });
  assert.equal(code, 2);
  assert.match(stderr, /^Error: .*'tcsh' is invalid.*bash, zsh, fish/);
});

/** What a shell makes of a line when Tab is pressed behind it. */
const LINES: [typed: string, completed: string][] = [
  ["hologram conf", "hologram config"],
  ["hologram run ml", "hologram run mlp:"],
  ["hologram run mlp:s", "hologram run mlp:small"],
  ["hologram rm mlp:small ot", "hologram rm mlp:small other:latest"],
  ["hologram run other --verb", "hologram run other --verbose"],
  ["hologram create x --from a", "hologram create x --from a\\ file.onnx"],
];

async function pressTab(terminal: PseudoTerminal): Promise<void> {
  for (const [typed, completed] of LINES) {
    // What is typed before the shell edits its line again is taken in another way: it asks for paste in brackets then.
    await terminal.until("\x1b[?2004h");
    await terminal.type(`${typed}\t`);
    // The shell waits for more; what it has is printed by a command around it.
    await terminal.type("\x01printf '<%s>\\n' '\x05'\r");
    const shown = await terminal.until(/[\r\n]<[^\r\n]*>\r\n/);
    // Zsh takes back the space behind a word when something else is typed.
    assert.equal(/<([^\r\n]*?) ?>\r\n$/.exec(shown)![1], completed);
  }
}

Deno.test("bash completes commands, models, options and files", { ignore: !hasBash }, async () => {
  await using terminal = new PseudoTerminal("bash --norc --noprofile -i", { env, cwd: home });
  await terminal.type("source <(hologram completions bash); echo re''ady\r");
  await terminal.until("ready");
  await pressTab(terminal);
});

Deno.test("zsh completes commands, models, options and files", { ignore: !hasZsh }, async () => {
  await using terminal = new PseudoTerminal("zsh -f -i", { env, cwd: home });
  await terminal.type(
    // An EDITOR that is vi, which npm sets, would change what the keys do.
    "bindkey -e; autoload -Uz compinit; compinit -D; source <(hologram completions zsh); echo re''ady\r",
  );
  await terminal.until("ready");
  await pressTab(terminal);
});

Deno.test("fish completes commands, models, options and files", { ignore: !hasFish }, async () => {
  const completions = async (line: string) => {
    const script = `hologram completions fish | source; complete -C '${line}'`;
    const { stdout, stderr } = await new Deno.Command("fish", {
      args: ["--no-config", "-c", script],
      env,
      cwd: home,
    }).output();
    assert.equal(new TextDecoder().decode(stderr), "");
    return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "")
      .map((line) => line.split("\t")[0]!);
  };
  assert.deepEqual(await completions("hologram conf"), ["config"]);
  assert.deepEqual((await completions("hologram run ml")).sort(), ["mlp:latest", "mlp:small"]);
  assert.deepEqual(await completions("hologram run mlp:s"), ["mlp:small"]);
  assert.deepEqual(await completions("hologram rm mlp:small ot"), ["other:latest"]);
  assert.deepEqual(await completions("hologram run other --verb"), ["--verbose"]);
  assert.deepEqual(await completions("hologram create x --from a"), ["a file.onnx"]);
});
