import assert from "node:assert/strict";
import { History, HISTORY_LENGTH } from "../../../src/cli/chat/history.ts";
import { join } from "../../../src/deps/path.ts";

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const fail = (message: string) => assert.fail(message);

Deno.test("History keeps lines for the next chat, newest first, and only for its owner", () =>
  withFolder(async (folder) => {
    const path = join(folder, "home", "history");
    const history = await History.open(path, fail);
    assert.deepEqual(history.lines, []);
    for (const line of ["one", "two", "two", "  ", "", "日本 é", "two"]) await history.add(line);
    const lines = ["two", "日本 é", "two", "one"];
    assert.deepEqual(history.lines, lines);
    assert.deepEqual((await History.open(path, fail)).lines, lines);
    assert.equal(await Deno.readTextFile(path), "one\ntwo\n日本 é\ntwo\n");
    if (Deno.build.os !== "windows") {
      assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
      // Also a file that others could read.
      await Deno.chmod(path, 0o644);
      await history.add("three");
      assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
    }
  }));

Deno.test("History keeps messages of several lines, and what only looks like one", () =>
  withFolder(async (folder) => {
    const path = join(folder, "history");
    const history = await History.open(path, fail);
    const messages = ["one\ntwo\n", '"quoted"', '"a\\nb"', '"', '"""one', '"not" "json"', "\\n"];
    for (const message of messages) await history.add(message);
    assert.deepEqual((await History.open(path, fail)).lines, messages.toReversed());
    const lines = (await Deno.readTextFile(path)).split("\n");
    assert.equal(lines.length, messages.length + 1);
    assert.deepEqual(lines.slice(3), ['"', '"""one', '"not" "json"', "\\n", ""]);
  }));

Deno.test("History that is off takes nothing, and gives what it had", () =>
  withFolder(async (folder) => {
    const path = join(folder, "history");
    const history = await History.open(path, fail);
    await history.add("one");
    history.enabled = false;
    await history.add("two");
    history.enabled = true;
    await history.add("three");
    assert.deepEqual(history.lines, ["three", "one"]);
    assert.equal(await Deno.readTextFile(path), "one\nthree\n");
  }));

Deno.test("History is bounded, in memory and on the disk", () =>
  withFolder(async (folder) => {
    const path = join(folder, "history");
    const old = Array.from({ length: HISTORY_LENGTH + 5 }, (_, index) => `line ${index}`);
    await Deno.writeTextFile(path, old.map((line) => `${line}\n`).join(""));
    const history = await History.open(path, fail);
    assert.deepEqual(history.lines, old.slice(5).reverse());
    assert.equal(await Deno.readTextFile(path), old.slice(5).map((line) => `${line}\n`).join(""));
    if (Deno.build.os !== "windows") {
      assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
    }
    await history.add("new");
    assert.equal(history.lines.length, HISTORY_LENGTH);
    assert.equal(history.lines[0], "new");
    assert.deepEqual((await Array.fromAsync(Deno.readDir(folder))).length, 1);
  }));

Deno.test("two chats at a time lose no line of each other", () =>
  withFolder(async (folder) => {
    const path = join(folder, "history");
    const [a, b] = await Promise.all([History.open(path, fail), History.open(path, fail)]);
    for (let index = 0; index < 20; index++) {
      await Promise.all([a.add(`a ${index}`), b.add(`b ${index}`)]);
    }
    const lines = (await History.open(path, fail)).lines;
    assert.equal(lines.length, 40);
    assert.deepEqual(lines.filter((line) => line.startsWith("a")), a.lines);
    assert.deepEqual(lines.filter((line) => line.startsWith("b")), b.lines);
  }));

Deno.test("a history that cannot be kept is told of once, and lasts for the chat", () =>
  withFolder(async (folder) => {
    const path = join(folder, "history");
    await Deno.mkdir(path);
    const warnings: string[] = [];
    const history = await History.open(path, (message) => void warnings.push(message));
    await history.add("one");
    await history.add("two");
    assert.deepEqual(history.lines, ["two", "one"]);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /^The history cannot be kept: cannot read .*history: /);
  }));
