import assert from "node:assert/strict";
import { fromFileUrl } from "../../src/deps/path.ts";
import { verifyHolo } from "../../src/holo/mod.ts";
import { hologram, ROOT, TestServer } from "../support/hologram.ts";

const EMBEDDED = fromFileUrl(new URL("../../src/embedded/guide.holo", import.meta.url));

interface Case {
  question: string;
  command: string;
}

async function withHome(test: (home: string) => Promise<void>): Promise<void> {
  const home = await Deno.makeTempDir();
  try {
    await test(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

Deno.test("the embedded model is an intact .holo file of at most 4 MB", async () => {
  const { problems, size } = await verifyHolo(EMBEDDED);
  assert.deepEqual(problems, []);
  assert.ok(size <= 4e6, `${size} bytes`);
});

Deno.test("guide answers in an empty home, and is an ordinary model from then on", () =>
  withHome(async (home) => {
    const ran = await hologram(["run", "guide", "hello"], { home });
    assert.equal(ran.code, 0, ran.stderr);
    assert.notEqual(ran.stdout.trim(), "");
    const { stdout } = await hologram(["list"], { home });
    assert.match(stdout, /^guide:latest +[0-9a-f]{12} +3\.\d MB/m);
    const removed = await hologram(["rm", "guide"], { home });
    assert.equal(removed.code, 0, removed.stderr);
    const other = await hologram(["run", "guide:other", "hello"], { home });
    assert.equal(other.code, 1);
    assert.match(other.stderr, /model 'guide:other' not found/);
  }));

Deno.test("guide names the right command for 90 of 100 questions that it has never seen", () =>
  withHome(async (home) => {
    const { cases } = JSON.parse(
      await Deno.readTextFile(`${ROOT}/tests/fixtures/guide/held_out.json`),
    ) as { cases: Case[] };
    assert.ok(cases.length >= 100);
    const server = await TestServer.start({ home });
    const wrong: string[] = [];
    for (const { question, command } of cases) {
      const response = await server.post("/api/chat", {
        model: "guide",
        messages: [{ role: "user", content: question }],
        stream: false,
        options: { temperature: 0 },
      });
      const { content } = (await response.json()).message;
      const named = /hologram (\w+)/.exec(content)?.[1];
      if (named !== command) wrong.push(`${question} -> ${named}, expected ${command}`);
    }
    await server.stop();
    const right = (cases.length - wrong.length) / cases.length;
    assert.ok(right >= 0.9, `${wrong.length} of ${cases.length} wrong:\n${wrong.join("\n")}`);
  }));
