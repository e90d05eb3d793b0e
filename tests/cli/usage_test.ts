import assert from "node:assert/strict";
import { VERSION } from "../../src/base/mod.ts";
import { hologram, ROOT } from "../support/hologram.ts";

async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const home = await Deno.makeTempDir();
  try {
    return await hologram(args, { home });
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

Deno.test("--version names the version that deno.json names", async () => {
  const { version } = JSON.parse(await Deno.readTextFile(`${ROOT}/deno.json`));
  assert.equal(VERSION, version);
  for (const flag of ["--version", "-v"]) {
    const { code, stdout } = await run(flag);
    assert.equal(code, 0);
    assert.equal(stdout, `hologram version is ${VERSION}\n`);
  }
});

Deno.test("--help lists every command, and each has its own help with an example", async () => {
  const { code, stdout } = await run("--help");
  assert.equal(code, 0);
  const commands = stdout.split("\nCommands:\n")[1]!.matchAll(/^ {2}([a-z]+)/gm);
  const names = Array.from(commands, ([, name]) => name!);
  for (
    const name of [
      "serve",
      "create",
      "run",
      "list",
      "show",
      "rm",
      "doctor",
      "completions",
      "version",
    ]
  ) {
    assert.ok(names.includes(name), name);
  }
  for (const name of names) {
    const help = await run(name, "--help");
    assert.equal(help.code, 0);
    assert.match(help.stdout, new RegExp(`^Usage: hologram ${name}`));
    assert.match(help.stdout, new RegExp(`\nExample:\n  .*hologram ${name}\\b.*\n$`));
  }
  assert.doesNotMatch(stdout, /\brunner\b|\bcomplete\b/);
});

Deno.test("wrong usage exits with 2 and says what was wrong", async () => {
  const cases: [string[], RegExp][] = [
    [["lst"], /^Error: unknown command 'lst'\n\(Did you mean one of list, ls\?\)/],
    [["list", "--bogus"], /^Error: unknown option '--bogus'/],
    [["show"], /^Error: missing required argument 'model'/],
    [
      ["create", "x"],
      /^Error: There is nothing to make a model from: no Holofile or Modelfile in /,
    ],
    [["create", "x", "--from", "y", "-f", "z"], /cannot be used together/],
    [["show", "x", "--system", "--license"], /^Error: only one of '--license', /],
    [["run", "x", "hi", "--think=much"], /^Error: invalid think value: "much"/],
    [["run", "x"], /^Error: There is no prompt for x\nSay something/],
    [["run", "x", "hi", "--prompt", "ho"], /given twice/],
    [["run", "x", "hi", "--input", "a.json"], /cannot be used together/],
    [["run", "x", "hi", "--output", "a.json"], /need --input/],
    [["run", "x", "hi", "-o", "temperature"], /An option is written key=value/],
    [["serve", "--port", "http"], /--port/],
  ];
  for (const [args, expected] of cases) {
    const { code, stderr } = await run(...args);
    assert.match(stderr, expected);
    assert.equal(code, 2, args.join(" "));
  }
});

Deno.test("a failure exits with 1 and says why on standard error alone", async () => {
  const { code, stdout, stderr } = await run("show", "nothing");
  assert.equal(code, 1);
  assert.equal(stdout, "");
  assert.match(stderr, /^Error: model 'nothing' not found\n/);
});

Deno.test("no command at all shows the help", async () => {
  const { stdout, stderr } = await run();
  assert.match(stdout + stderr, /^Usage: hologram/);
});
