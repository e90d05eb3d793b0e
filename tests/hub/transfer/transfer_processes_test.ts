import assert from "node:assert/strict";
import { fromFileUrl } from "../../../src/deps/path.ts";
import type { DownloadItem } from "../../../src/hub/transfer/mod.ts";
import { seededRandom } from "../../base/seeded_random.ts";
import { assertFile, exists, seededBytes, TransferCase } from "./transfer_case.ts";

const CHILD = fromFileUrl(new URL("transfer_child.ts", import.meta.url));
const KILLS = 20;
const BYTES = seededBytes(200_000, 1);

function spawn(partials: string, item: DownloadItem): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "--no-check", "--no-config", CHILD, partials]
      .concat(JSON.stringify(item)),
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Marks requests, so that those of a killed process that are still being served do not count. */
function fetchLater(url: URL | Request | string, init?: RequestInit): Promise<Response> {
  const headers = new Headers(init?.headers);
  headers.set("x-later", "yes");
  return fetch(url, { ...init, headers });
}

/** Kills a download so many milliseconds after its first bytes. Gives the bytes that it said it had. */
async function downloadUntilKilled(
  t: TransferCase,
  item: DownloadItem,
  delay: number,
): Promise<{ said: number; killed: boolean }> {
  const child = spawn(t.partials, item);
  const errors = child.stderr.text();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let text = "";
  for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (/^[1-9]/m.test(text)) timer ??= setTimeout(() => child.kill("SIGKILL"), delay);
  }
  clearTimeout(timer);
  const { signal } = await child.status;
  assert.equal(await errors, "");
  return { said: Number(text.trimEnd().split("\n").at(-1)), killed: signal === "SIGKILL" };
}

Deno.test({
  name: `a download killed ${KILLS} times asks for the rest only, and nothing else is at its path`,
  ignore: Deno.build.os === "windows", // A process there cannot be stopped in the middle of a system call.
  fn: async () => {
    await using t = await TransferCase.start();
    const random = seededRandom(20260101);
    const served = t.server.add("/a", { content: BYTES, redirected: true });
    let [middle, said, kept] = [0, 0, 0];
    for (let kill = 0; kill < KILLS; kill++) {
      const item = t.item(served, `out/${kill}`);
      t.server.files.get("/a")!.rate = 100_000;
      const run = await downloadUntilKilled(t, item, random() * 350);
      if (await exists(item.path)) {
        await assertFile(item.path, BYTES, `kill ${kill}`);
        continue;
      }
      assert.ok(run.killed);
      t.server.files.get("/a")!.rate = undefined;
      t.progress.length = 0;
      await t.download(item, { fetch: fetchLater });
      const resumed = t.progress[0]!.completed;
      const later = t.server.log.filter(({ headers }) => headers.has("x-later"));
      const bytes = later.reduce((total, { served }) => total + served, 0);
      assert.equal(bytes, BYTES.length - resumed, `kill ${kill}`);
      t.server.log.length = 0;
      await assertFile(item.path, BYTES, `kill ${kill}`);
      middle++;
      said += run.said;
      kept += resumed;
    }
    // The kills must have hit work in progress, or this test says nothing.
    assert.ok(middle > KILLS / 2, `${middle} kills hit the middle`);
    assert.ok(kept > said / 2, `of ${said} bytes that were there, ${kept} were kept`);
  },
});

Deno.test("two processes that download one blob at once are served it about once", async () => {
  await using t = await TransferCase.start();
  const served = t.server.add("/a", { content: BYTES, rate: 100_000 });
  const children = ["same", "same"].map((name) => spawn(t.partials, t.item(served, name)));
  for (const child of children) {
    const { success, stderr } = await child.output();
    assert.equal(new TextDecoder().decode(stderr), "");
    assert.ok(success);
  }
  await assertFile(`${t.folder}/same`, BYTES);
  assert.ok(t.server.bytesServed <= 1.1 * BYTES.length, `${t.server.bytesServed} bytes served`);
  assert.deepEqual(await t.leftovers(), []);
});

Deno.test("a process that waits for another's download goes on with it when that one is killed", async () => {
  await using t = await TransferCase.start();
  const served = t.server.add("/a", { content: BYTES, rate: 100_000 });
  const item = t.item(served);
  const first = spawn(t.partials, item);
  const lines = first.stdout.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  for (let said = 0; said < 50_000;) {
    const { value, done } = await lines.next();
    assert.ok(!done);
    said = Number(value.trimEnd().split("\n").at(-1));
  }
  const second = t.transfers({ sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) })
    .download([item], { onProgress: (progress) => t.progress.push(progress) });
  setTimeout(() => first.kill("SIGKILL"), 100);
  await first.status;
  await lines.return?.();
  await first.stderr.cancel();
  await second;
  await assertFile(item.path, BYTES);
  assert.ok(t.progress[0]!.completed > 0, "nothing of the first was used");
});
