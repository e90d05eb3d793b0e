import assert from "node:assert/strict";
import { HologramError } from "../../src/base/mod.ts";
import { formatHolofile, parseHolofile } from "../../src/holofile/mod.ts";

interface Pair {
  name: string;
  args: string;
}

const FROM: Pair = { name: "model", args: "a" };

function readBack(text: string): Pair[] {
  return parseHolofile(text).map(({ name, args }) => ({ name, args }));
}

/** Marsaglia's xorshift with 32 bits: the same draws in each run. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const PIECES = [
  ..."ab#:=é",
  " ",
  "\t",
  "\n",
  "\r",
  "\r\n",
  '"',
  '""',
  '"""',
  "'",
  "FROM x",
  "\u00a0",
  "\u200d",
  "\u{1f600}",
  "\u0001",
];

const HEADS = [
  "model",
  "license",
  "template",
  "system",
  "adapter",
  "draft",
  "renderer",
  "parser",
  "requires",
  "input",
  "memory_budget",
  "parallel",
  "description",
  "stop",
  "top_k2",
];

/** Three quotation marks at the end of a line close any quotation; a value without them can be written. */
const UNWRITABLE = /"""[ \t]*[\r\n]/;

Deno.test("formatHolofile() writes what reads back the same, or refuses it", () => {
  const draw = generator(0x5eed);
  let refused = 0;
  for (let round = 0; round < 20_000; round++) {
    const value = Array.from({ length: draw(9) }, () => PIECES[draw(PIECES.length)]!).join("");
    const command = draw(4) > 0
      ? { name: HEADS[draw(HEADS.length)]!, args: value }
      : { name: "message", args: `${["system", "user", "assistant"][draw(3)]}: ${value}` };
    const commands = [FROM, command, { name: "system", args: "after" }];
    let text: string;
    try {
      text = formatHolofile(commands);
    } catch (error) {
      assert.ok(error instanceof HologramError && error.kind === "invalid", String(error));
      assert.match(value, UNWRITABLE, JSON.stringify(value));
      refused++;
      continue;
    }
    assert.doesNotMatch(value, UNWRITABLE, JSON.stringify(value));
    assert.deepEqual(readBack(text), commands, JSON.stringify(text));
  }
  assert.ok(refused > 0, "no value was refused");
});

Deno.test("formatHolofile() quotes a value only where it must", () => {
  const lines: [Pair, string][] = [
    [FROM, "FROM a\n"],
    [{ name: "model", args: " a " }, 'FROM " a "\n'],
    [{ name: "stop", args: "### User:" }, "PARAMETER stop ### User:\n"],
    [{ name: "stop", args: "User: " }, 'PARAMETER stop "User: "\n'],
    [{ name: "stop", args: "\tx" }, 'PARAMETER stop "\tx"\n'],
    [{ name: "stop", args: 'q"q' }, 'PARAMETER stop q"q\n'],
    [{ name: "stop", args: '"q"' }, 'PARAMETER stop """"q""""\n'],
    [{ name: "system", args: "a\nb" }, 'SYSTEM "a\nb"\n'],
    [{ name: "system", args: 'a "b"\nc' }, 'SYSTEM """a "b"\nc"""\n'],
    [{ name: "system", args: 'a\n"""b' }, 'SYSTEM """a\n"""b"""\n'],
    [{ name: "system", args: 'a"\n"" \nb' }, 'SYSTEM """a"\n"" \nb"""\n'],
    [{ name: "system", args: "" }, "SYSTEM \n"],
    [{ name: "message", args: "user: a: b" }, "MESSAGE user a: b\n"],
    [{ name: "input", args: "prompt 1,77" }, "INPUT prompt 1,77\n"],
    [{ name: "memory_budget", args: "512" }, "MEMORY_BUDGET 512\n"],
  ];
  for (const [command, line] of lines) {
    assert.equal(formatHolofile([command, FROM]), `${line}FROM a\n`);
  }
});

Deno.test("formatHolofile() refuses what no Holofile says", () => {
  const wrong: [Pair[], RegExp][] = [
    [[{ name: "system", args: "x" }], /^no FROM line$/],
    [[FROM, { name: "message", args: "tool: x" }], /^Cannot write MESSAGE tool in a Holofile: /],
    [[FROM, { name: "message", args: "no role" }], /^Cannot write MESSAGE no role in/],
    [[FROM, { name: "two words", args: "x" }], /^Cannot write PARAMETER two words in/],
    [[FROM, { name: "x\nSYSTEM", args: "y" }], /^Cannot write PARAMETER x\\nSYSTEM in.*$/],
    [[FROM, { name: "", args: "y" }], /^Cannot write PARAMETER {2}in/],
    [[FROM, { name: "system", args: 'a """ \nb' }], /^Cannot write SYSTEM in/],
    [[FROM, { name: "system", args: "half \ud83d" }], /^Cannot write SYSTEM in/],
  ];
  for (const [commands, message] of wrong) {
    assert.throws(() => formatHolofile(commands), (error) => {
      assert.ok(error instanceof HologramError && error.kind === "invalid");
      assert.match(error.message, message);
      return true;
    });
  }
});

Deno.test("formatHolofile() cuts a long value short in its message", () => {
  const args = `${"x".repeat(10_000)}"""\n`;
  assert.throws(
    () => formatHolofile([FROM, { name: "license", args }]),
    ({ message }: Error) => message.length < 300,
  );
});
