import assert from "node:assert/strict";
import { type Case, drawErrands } from "../../scripts/soak/cases.ts";
import { readAnswer } from "../../scripts/soak/read_answer.ts";
import { usageRows } from "../../scripts/soak/row.ts";
import { Tally } from "../../scripts/soak/tally.ts";
import { join } from "../../src/deps/path.ts";
import { ROOT } from "../support/hologram.ts";

const QUESTION: Case = { kind: "chat", prompt: "How?", tokens: 4 };

async function soak(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", join(ROOT, "scripts", "soak.ts"), ...args],
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

Deno.test({
  name:
    "clients that ask at once, and some that leave, get the same answers and leave nothing behind",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const { code, stdout, stderr } = await soak("--requests", "40", "--clients", "8");
    assert.equal(code, 0, stdout + stderr);
    const answered = Number(/^answered as if alone +(\d+)/m.exec(stdout)?.[1]);
    const left = Number(/^left by their client +(\d+)/m.exec(stdout)?.[1]);
    assert.equal(answered + left, 40, stdout);
    assert.ok(answered > 20, stdout);
  },
});

Deno.test("deno task soak takes positive whole numbers alone", async () => {
  const { code, stderr } = await soak("--clients", "0");
  assert.equal(code, 2);
  assert.equal(stderr, "Error: --clients is '0', expected a positive whole number\n");
});

Deno.test("the same seed draws the same requests, another one others", () => {
  assert.deepEqual(drawErrands(100, 1), drawErrands(100, 1));
  assert.notDeepEqual(drawErrands(100, 1), drawErrands(100, 2));
  const drawn = drawErrands(2000, 1);
  const kinds = new Set(drawn.map(({ asked }) => asked.kind));
  assert.deepEqual([...kinds].sort(), [
    "chat",
    "completions",
    "embed",
    "embeddings",
    "generate",
    "messages",
  ]);
  assert.ok(drawn.some(({ leaves }) => leaves === "waiting"));
  assert.ok(drawn.some(({ leaves }) => leaves === "midway"));
});

Deno.test("an answer that differs from the one alone is counted and told", () => {
  const tally = new Tally(new Map([[QUESTION, "right"]]));
  tally.add({ asked: QUESTION }, { type: "answered", text: "right" });
  tally.add({ asked: QUESTION }, { type: "answered", text: "wrong" });
  tally.add({ asked: QUESTION }, { type: "failed", why: "status 500" });
  assert.deepEqual(tally.failures, [
    `chat 'How?' gave "wrong", alone it gives "right"`,
    "chat 'How?' failed: status 500",
  ]);
  const wrong = tally.rows(4).filter(({ ok }) => !ok).map(({ what }) => what);
  assert.deepEqual(wrong, ["answered differently", "failed", "not sent for lack of time"]);
});

Deno.test("what the server keeps exceeds its limit", () => {
  const before = {
    serverMemory: 100e6,
    runnerMemory: 500e6,
    descriptors: 100,
    threads: 20,
    processes: 2,
  };
  assert.ok(usageRows(before, before).every(({ ok }) => ok));
  const leaking = { ...before, serverMemory: 151e6, descriptors: 111, processes: 3 };
  assert.deepEqual(usageRows(before, leaking).filter(({ ok }) => !ok).map(({ what }) => what), [
    "memory of the server",
    "descriptors",
    "processes",
  ]);
});

Deno.test("answers of every API are read, and those that break off are told from whole ones", async () => {
  const read = async (body: string) => await readAnswer(new Response(body), () => {});
  const events = (...data: unknown[]) => data.map((each) => `data: ${JSON.stringify(each)}\n\n`);
  const whole = [
    ['{"response":"a"}\n{"response":"b","done":true}\n', "ab"],
    ['{"message":{"thinking":"a","content":""}}\n{"message":{"content":"b"},"done":true}\n', "ab"],
    [events({ choices: [{ delta: { content: "a" } }] }).join("") + "data: [DONE]\n\n", "a"],
    [
      events(
        { type: "message_start", message: { content: [] } },
        { type: "content_block_delta", delta: { text: "a" } },
        { type: "message_stop" },
      ).map((event) => `event: x\n${event}`).join(""),
      "a",
    ],
    ['{"embeddings":[[0.5]]}', "[[0.5]]"],
  ] as const;
  for (const [body, text] of whole) assert.deepEqual(await read(body), { text, complete: true });
  assert.deepEqual(await read('{"response":"a"}\n'), { text: "a", complete: false });
  await assert.rejects(read('{"response":"a"}\n{"error":"it broke"}\n'), /it broke/);
});
