// deno-lint-ignore-file no-control-regex -- the escape codes of a terminal
import assert from "node:assert/strict";
import { join } from "../../src/deps/path.ts";
import { createdModels } from "../models/created_models.ts";
import { makeEndless } from "../models/make_endless.ts";
import { hologram, ROOT } from "../support/hologram.ts";
import { hasScript, hologramCommand, PseudoTerminal } from "./pseudo_terminal.ts";

const DECODER = join(ROOT, "tests/fixtures/networks/decoder");
const QUESTION = "What colour is grass?";
const models = createdModels({
  tiny: DECODER,
  endless: (folder) => makeEndless(DECODER, folder),
});

const env = () => ({
  HOLOGRAM_HOME: models.home,
  HOLOGRAM_PORT: models.server.port,
  NO_COLOR: "1",
});

/** The lines of Ollama's summary; a model that was loaded before has no time of loading. */
const TIMINGS = new RegExp(
  [
    "^total duration: {7}DURATION",
    "(?:load duration: {8}DURATION\n)?prompt eval count: {4}\\d+ token\\(s\\)",
    "prompt eval duration: DURATION",
    "prompt eval rate: {5}\\d+\\.\\d\\d tokens/s",
    "eval count: {11}\\d+ token\\(s\\)",
    "eval duration: {8}DURATION",
    "eval rate: {12}\\d+\\.\\d\\d tokens/s\n$",
  ].join("\n").replaceAll("DURATION", "[\\d.]+(?:s|ms|µs)"),
);

Deno.test("run prints the answer as it is where nobody looks on", async () => {
  for (const flags of [[], ["--nowordwrap"], ["--no-stream"]]) {
    const result = await hologram(["run", "tiny", QUESTION, ...flags], {
      home: models.home,
      env: env(),
    });
    assert.deepEqual(result, { code: 0, stdout: "Grass is green.\n\n", stderr: "" });
  }
});

Deno.test("run --verbose prints timings on standard error, as Ollama does", async () => {
  for (const flags of [[], ["--no-stream"], ["--json"]]) {
    const { code, stdout, stderr } = await hologram(
      ["run", "tiny", QUESTION, "--verbose", ...flags],
      { home: models.home, env: env() },
    );
    assert.equal(code, 0);
    assert.ok(stdout.includes("Grass is green."));
    assert.match(stderr, TIMINGS);
  }
});

/** What a terminal of a few columns shows of an answer. */
async function shown(columns: number, ...args: string[]): Promise<string> {
  await using terminal = new PseudoTerminal(hologramCommand("run", "tiny", ...args), {
    env: env(),
    columns,
  });
  assert.equal(await terminal.exitCode(), 0);
  // What turned while the model was loaded is gone.
  return terminal.output.replace(/^(\r[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] )+\r\x1b\[K/, "");
}

Deno.test("run wraps words on a terminal, unless it is told not to", {
  ignore: !hasScript,
}, async () => {
  assert.equal(await shown(80, QUESTION), "Grass is green.\r\n\r\n");
  assert.equal(
    (await shown(12, QUESTION)).replaceAll(/\x1b\[\d*[DK]/g, "|"),
    "Grass is gr||\r\ngreen.\r\n\r\n",
  );
  assert.equal(await shown(12, QUESTION, "--nowordwrap"), "Grass is green.\r\n\r\n");
});

Deno.test("Ctrl-C ends run with 130", { ignore: !hasScript }, async () => {
  await using terminal = new PseudoTerminal(hologramCommand("run", "endless", "Hello"), {
    env: env(),
  });
  await terminal.until(/\n[\s\S]{20}/);
  await terminal.type("\x03");
  assert.equal(await terminal.exitCode(), 130);
});

Deno.test("run with text in a pipe asks nobody, also on a terminal", {
  ignore: !hasScript,
}, async () => {
  const command = `echo '${QUESTION}' | ${hologramCommand("run", "tiny")}`;
  await using terminal = new PseudoTerminal(command, { env: env() });
  assert.equal(await terminal.exitCode(), 0);
  assert.match(terminal.output, /Grass is green\.\r\n\r\n$/);
  await using empty = new PseudoTerminal(`${hologramCommand("run", "tiny")} < /dev/null`, {
    env: env(),
  });
  assert.equal(await empty.exitCode(), 2);
  assert.match(empty.output, /^Error: There is no prompt for tiny\r\n/);
});
