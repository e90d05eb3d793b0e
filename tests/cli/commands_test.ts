import assert from "node:assert/strict";
import { openContext } from "../../src/cli/open_context.ts";
import type { Option } from "../../src/deps/command.ts";
import { program } from "../../src/cli/program.ts";
import { ollamaCases } from "../support/ollama_cases.ts";
import { FakeTerminal } from "./fake_terminal.ts";

/** Commands that speak to a registry, which there is none of yet. */
const REGISTRY = ["pull", "push", "signin", "signout"];

const tree = program(
  openContext(new FakeTerminal({ screen: false }), new AbortController().signal, () => undefined),
);

/** How many words a command takes, in the words of the cases. */
function argumentCount(command: (typeof tree.commands)[number]): string {
  const { registeredArguments: args } = command;
  const required = args.filter(({ required }) => required).length;
  return args.at(-1)?.variadic ? `>=${required}` : String(required);
}

const cases = ollamaCases("cli_commands");
Deno.test("the command line has Ollama's commands, aliases, arguments and flags", {
  ignore: cases === undefined,
}, () => {
  for (const { cmd, aliases = [], args, flags = [] } of cases!.cases) {
    const [name] = cmd.split(" ");
    if (cmd.startsWith("--") || REGISTRY.includes(name)) continue;
    const command = tree.commands.find((command) => command.name() === name);
    assert.ok(command !== undefined, cmd);
    for (const alias of aliases) assert.ok(command.aliases().includes(alias), `${cmd}: ${alias}`);
    // Ours stops several models at once, and has the folder's Holofile for create.
    if (args !== undefined && name !== "stop") assert.equal(argumentCount(command), args, cmd);
    for (const { flag, type } of flags) {
      const [long, short] = flag.split(",").reverse();
      const option: Option | undefined = command.options.find((known) => known.long === long);
      assert.ok(option !== undefined, `${cmd}: ${flag}`);
      if (short !== undefined) assert.equal(option.short, short, cmd);
      assert.equal(option.isBoolean(), type === "bool" && long !== "--truncate", `${cmd}: ${flag}`);
    }
  }
});

Deno.test("commands have the flags of the original description besides", () => {
  const flags: Record<string, string[]> = {
    run: ["--prompt", "--input", "--output", "--stream"],
    create: ["--file", "--from"],
    rm: ["--force"],
    serve: ["--host", "--port", "--memory-budget", "--idle-timeout"],
    list: ["--json"],
    ps: ["--json"],
    show: ["--json"],
    doctor: ["--json"],
  };
  for (const [name, expected] of Object.entries(flags)) {
    const command = tree.commands.find((command) => command.name() === name)!;
    const found = command.options.map(({ long }) => long);
    for (const flag of expected) assert.ok(found.includes(flag), `${name} ${flag}`);
  }
});
