import assert from "node:assert/strict";
import { type ProgramStart, selfCommand } from "../../src/self_command.ts";
import { hologram, ROOT } from "../support/hologram.ts";

const START: ProgramStart = {
  standalone: false,
  execPath: "/bin/deno",
  module: "file:///checkout/src/self_command.ts",
  mainModule: "file:///checkout/main.ts",
};

Deno.test("a checkout starts its main.ts, whatever was started first", () => {
  const expected = {
    path: "/bin/deno",
    args: ["run", "-A", "--quiet", "file:///checkout/main.ts"],
  };
  assert.deepEqual(selfCommand(START), expected);
  assert.deepEqual(
    selfCommand({ ...START, mainModule: "file:///checkout/tests/some_test.ts" }),
    expected,
  );
});

Deno.test("a program from a URL starts the main.ts beside its source", () => {
  const { args } = selfCommand({
    ...START,
    module: "https://example.com/v1/src/self_command.ts",
    mainModule: "https://example.com/v1/main.ts",
  });
  assert.equal(args.at(-1), "https://example.com/v1/main.ts");
});

Deno.test("a bundle starts itself, under any name, without a deno.json that is not its own", () => {
  for (const mainModule of ["file:///opt/main.js", "https://example.com/download?file=7"]) {
    for (const module of [mainModule, new URL("chunk-AB12.js", mainModule).href]) {
      assert.deepEqual(selfCommand({ ...START, module, mainModule }), {
        path: "/bin/deno",
        args: ["run", "-A", "--quiet", "--no-config", mainModule],
      });
    }
  }
});

Deno.test("an executable starts itself without arguments", () => {
  assert.deepEqual(selfCommand({ ...START, standalone: true, execPath: "/bin/hologram" }), {
    path: "/bin/hologram",
    args: [],
  });
});

Deno.test("the command line of this very program starts it", async () => {
  const { path, args } = selfCommand();
  const { stdout } = await new Deno.Command(path, { args: [...args, "--version"] }).output();
  const { stdout: expected } = await hologram(["--version"], { home: ROOT });
  assert.equal(new TextDecoder().decode(stdout), expected);
});
