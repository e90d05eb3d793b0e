import assert from "node:assert/strict";
import { HologramError } from "../../../src/base/mod.ts";
import { contentDigestOf, TransferError } from "../../../src/hub/transfer/mod.ts";
import type { Fault, SeenRequest } from "../../support/fault_server.ts";
import { assertFile, exists, seededBytes, TransferCase } from "./transfer_case.ts";

const BYTES = seededBytes(95_000, 1);

/** The fault of the nth request to a host, and of no other. */
function once(host: SeenRequest["host"], nth: number, fault: Fault) {
  let seen = 0;
  return (request: SeenRequest) => request.host === host && seen++ === nth ? fault : undefined;
}

function digestErrorOf(expected: Uint8Array, got: Uint8Array): { kind: string; message: string } {
  const [a, b] = [contentDigestOf("sha256", expected), contentDigestOf("sha256", got)];
  return { kind: "invalid", message: `digest mismatch, expected "${a}", got "${b}"` };
}

Deno.test("Transfers fetches a file in parts from where it is redirected to, and tells no secret there", async () => {
  await using t = await TransferCase.start();
  const served = t.server.add("/a", { content: BYTES, redirected: true });
  await t.download(t.item({ ...served, headers: { authorization: "Bearer secret" } }));
  await assertFile(`${t.folder}/out/file`, BYTES);
  const [first, ...others] = t.server.log;
  assert.equal(first!.headers.get("authorization"), "Bearer secret");
  assert.equal(others.length, 10);
  for (const { host, headers } of others) {
    assert.equal(host, "second");
    assert.equal(headers.get("authorization"), null);
  }
  assert.equal(t.server.bytesServed, BYTES.length);
  assert.deepEqual(await t.leftovers(), []);
  assert.deepEqual(t.progress.at(-1), {
    label: "file",
    digest: served.digest,
    completed: 95_000,
    total: 95_000,
  });
});

Deno.test("Transfers verifies a git digest, and without a digest the length", async () => {
  await using t = await TransferCase.start();
  const { url } = t.server.add("/a", { content: BYTES });
  const digest = contentDigestOf("git-sha1", BYTES);
  await t.download(t.item({ url, digest }, "git"));
  await assertFile(`${t.folder}/git`, BYTES);
  const wrong = contentDigestOf("git-sha1", BYTES.subarray(1));
  await assert.rejects(t.download(t.item({ url, digest: wrong }, "no")), {
    message: `digest mismatch, expected "${wrong}", got "${digest}"`,
  });
  await assert.rejects(t.download(t.item({ url, size: 94_999 }, "no")), {
    kind: "invalid",
    message: /its size is 95000 bytes, expected 94999/,
  });
  assert.equal(await exists(`${t.folder}/no`), false);
  await t.download(t.item({ url }, "plain"));
  await assertFile(`${t.folder}/plain`, BYTES);
  assert.deepEqual(await t.leftovers(), []);
});

Deno.test("contentDigestOf gives the name that git gives to a file", () => {
  // echo hello | git hash-object --stdin
  assert.equal(
    contentDigestOf("git-sha1", new TextEncoder().encode("hello\n")),
    "git-sha1:ce013625030ba8dba906f756967f9e9ca394464a",
  );
});

Deno.test("Transfers takes files of every length, empty ones included, whether or not it is told", async () => {
  await using t = await TransferCase.start();
  for (const length of [0, 1, 9_999, 10_000, 10_001, 20_000]) {
    for (const known of [true, false]) {
      const content = BYTES.slice(0, length);
      const { url, digest } = t.server.add(`/${length}`, { content });
      const name = `${length}-${known}`;
      await t.download(t.item({ url, digest, size: known ? length : undefined }, name));
      await assertFile(`${t.folder}/${name}`, content, name);
    }
  }
});

Deno.test("Transfers takes a server that gives no parts, or tells no length", async () => {
  await using t = await TransferCase.start();
  const whole = t.server.add("/whole", { content: BYTES, ranges: false });
  await t.download(t.item(whole, "whole"));
  const untold = t.server.add("/untold", { content: BYTES, ranges: false, length: false });
  await t.download(t.item({ url: untold.url, digest: untold.digest }, "untold"));
  await t.download(t.item({ url: untold.url }, "unverified"));
  for (const name of ["whole", "untold", "unverified"]) {
    await assertFile(`${t.folder}/${name}`, BYTES, name);
  }
  assert.equal(t.server.log.length, 3);
});

Deno.test("Transfers goes on where a connection broke, and starts anew where the server gives no parts", async () => {
  await using t = await TransferCase.start();
  const served = t.server.add("/a", { content: BYTES });
  t.server.plan = once("first", 3, { type: "reset", after: 4_000 });
  await t.download(t.item(served, "parts"));
  assert.equal(t.server.bytesServed, BYTES.length);

  t.server.log.length = 0;
  const whole = t.server.add("/whole", { content: BYTES, ranges: false });
  t.server.plan = once("first", 0, { type: "reset", after: 32_000 });
  await t.download(t.item({ ...whole, digest: undefined, size: undefined }, "whole"));
  assert.equal(t.server.bytesServed, BYTES.length + 32_000);
  for (const name of ["parts", "whole"]) {
    await assertFile(`${t.folder}/${name}`, BYTES, name);
  }
  const completed = t.progress.map(({ completed }) => completed);
  const second = completed.slice(completed.lastIndexOf(0));
  assert.deepEqual(second, second.toSorted((a, b) => a - b), "progress went backwards");
});

Deno.test("Transfers asks again after a stall", async () => {
  await using t = await TransferCase.start();
  const served = t.server.add("/a", { content: BYTES });
  t.server.plan = once("first", 2, { type: "stall", after: 1_000 });
  await t.download(t.item(served));
  await assertFile(`${t.folder}/out/file`, BYTES);
  assert.equal(t.waits.length, 1);
});

Deno.test("Transfers waits as long as a server asks, in seconds or until a date", async () => {
  await using t = await TransferCase.start();
  const served = t.server.add("/a", { content: BYTES.slice(0, 100) });
  t.server.plan = once("first", 0, {
    type: "status",
    status: 429,
    headers: { "retry-after": "17" },
  });
  await t.download(t.item(served, "seconds"));
  assert.deepEqual(t.waits, [17_000]);
  const date = new Date(t.time + 42_000).toUTCString();
  t.server.plan = once("first", 0, {
    type: "status",
    status: 503,
    headers: { "retry-after": date },
  });
  await t.download(t.item(served, "date"));
  assert.deepEqual(t.waits.slice(1), [42_000]);
  t.server.plan = once("first", 0, {
    type: "status",
    status: 429,
    headers: { "retry-after": "3600" },
  });
  await assert.rejects(t.download(t.item(served, "long")), {
    kind: "unavailable",
    remoteStatus: 429,
    message: /asks to wait 3600 seconds/,
  });
});

Deno.test("Transfers waits twice as long after each failure, and gives up in the end", async () => {
  await using t = await TransferCase.start();
  const served = t.server.add("/a", { content: BYTES });
  t.server.plan = () => ({ type: "status", status: 500 });
  const { host } = new URL(served.url);
  await assert.rejects(t.download(t.item(served)), {
    kind: "unavailable",
    remoteStatus: 500,
    host,
    message: `Cannot download file from ${host}: status 500, after 6 tries`,
  });
  assert.deepEqual(t.waits, [1000, 2000, 4000, 8000, 16000]);
  assert.deepEqual(await t.leftovers(), []);
});

for (const status of [400, 401, 403, 404, 410, 416, 451]) {
  Deno.test(`Transfers fails at once with status ${status}, and names no secret`, async () => {
    await using t = await TransferCase.start();
    const { url } = t.server.add("/a", { content: BYTES });
    t.server.plan = () => ({ type: "status", status });
    const item = t.item({
      url: `${url}?signature=hidden`,
      headers: { authorization: "Bearer hidden" },
    });
    const error = await t.download(item).catch((error) => error);
    assert.ok(error instanceof TransferError);
    assert.equal(error.remoteStatus, status);
    assert.equal(error.host, new URL(url).host);
    assert.equal(Deno.inspect(error).includes("hidden"), false);
    assert.equal(t.server.log.length, 1);
    assert.deepEqual(t.waits, []);
  });
}

Deno.test("Transfers gives up a server that cannot be reached, without quoting the URL", async () => {
  await using t = await TransferCase.start();
  const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${(closed.addr as Deno.NetAddr).port}/a?signature=hidden`;
  closed.close();
  const error = await t.download(t.item({ url })).catch((error) => error);
  assert.ok(error instanceof TransferError);
  assert.match(error.message, /refused.*after 3 tries/i);
  assert.equal(Deno.inspect(error).includes("hidden"), false);
});

Deno.test("Transfers asks the way again when a signed URL has run out", async () => {
  await using t = await TransferCase.start();
  const served = t.server.add("/a", { content: BYTES, redirected: true });
  t.server.plan = ({ index }) => {
    if (index === 3) t.server.expireSignatures();
    return undefined;
  };
  await t.download(t.item(served), { maxStreams: 1 });
  await assertFile(`${t.folder}/out/file`, BYTES);
  assert.deepEqual(t.waits, []);
  assert.equal(t.server.log.filter(({ host }) => host === "first").length, 2);
});

Deno.test("Transfers fails at once when a fresh redirect leads to a 403", async () => {
  await using t = await TransferCase.start();
  const served = t.server.add("/a", { content: BYTES, redirected: true });
  t.server.plan = ({ host }) => host === "second" ? { type: "status", status: 403 } : undefined;
  await assert.rejects(t.download(t.item(served)), { kind: "forbidden", remoteStatus: 403 });
  assert.equal(t.server.log.length, 2);
});

Deno.test("Transfers asks for new headers once when its own host answers 401", async () => {
  await using t = await TransferCase.start();
  const served = t.server.add("/a", { content: BYTES });
  t.server.plan = ({ headers }) =>
    headers.get("authorization") === "new" ? undefined : {
      type: "status",
      status: 401,
      headers: { "www-authenticate": 'Bearer realm="here"' },
    };
  const challenges: (string | undefined)[] = [];
  const renew = (authorization: string) => (challenge: string | undefined) => {
    challenges.push(challenge);
    return Promise.resolve({ authorization });
  };
  const item = t.item({ ...served, headers: { authorization: "old" } });
  await assert.rejects(t.download({ ...item, renewHeaders: renew("wrong") }), {
    kind: "forbidden",
    remoteStatus: 401,
  });
  await t.download({ ...item, renewHeaders: renew("new") });
  assert.deepEqual(challenges, ['Bearer realm="here"', 'Bearer realm="here"']);
  await assertFile(item.path, BYTES);
});

Deno.test("Transfers follows ten redirects, and no eleventh", async () => {
  await using t = await TransferCase.start();
  const served = t.server.add("/a", { content: BYTES });
  t.server.plan = ({ index }) => index < 10 ? { type: "redirect", location: "/a" } : undefined;
  await t.download(t.item(served, "ten"));
  t.server.plan = () => ({ type: "redirect_loop" });
  const before = t.server.log.length;
  await assert.rejects(t.download(t.item(served, "loop")), {
    kind: "invalid",
    message: /: more than 10 redirects$/,
  });
  assert.equal(t.server.log.length - before, 11);
});

Deno.test("Transfers refuses redirects from https to plain http, and to what is no web address", async () => {
  await using t = await TransferCase.start();
  const answer = (location: string) => () =>
    Promise.resolve(new Response(null, { status: 302, headers: { location } }));
  for (
    const [from, to, message] of [
      ["https://a.test/x", "http://a.test/x", /from https to plain http at a\.test$/],
      ["https://a.test/x", "http://localhost.a.test/x", /from https to plain http/],
      ["https://a.test/x", "file:///etc/passwd", /leads to file:, expected https:$/],
      ["http://a.test/x", "http://[", /leads nowhere$/],
    ] as const
  ) {
    await assert.rejects(t.download(t.item({ url: from }), { fetch: answer(to) }), { message });
  }
  const asked: string[] = [];
  await t.download(t.item({ url: "https://a.test/x", size: 2 }), {
    fetch: (url) => {
      asked.push(String(url));
      return url === "https://a.test/x"
        ? answer("http://127.0.0.1:1234/y")()
        : Promise.resolve(new Response("ok"));
    },
  });
  assert.deepEqual(asked, ["https://a.test/x", "http://127.0.0.1:1234/y"]);
});

Deno.test("Transfers sends no secret to its own host either once a redirect has left it", async () => {
  await using t = await TransferCase.start();
  const { url } = t.server.add("/a", { content: BYTES.slice(0, 9) });
  t.server.plan = ({ index }) =>
    index === 0
      ? { type: "redirect", location: `${t.server.secondUrl}/a` }
      : index === 1
      ? { type: "redirect", location: url }
      : undefined;
  await t.download(t.item({ url, headers: { authorization: "secret" } }));
  assert.deepEqual(
    t.server.log.map(({ headers }) => headers.get("authorization")),
    ["secret", null, null],
  );
});

Deno.test("Transfers fetches once more after a wrong digest, and then says so and keeps nothing", async () => {
  await using t = await TransferCase.start();
  const served = t.server.add("/a", { content: BYTES });
  t.server.plan = once("first", 4, { type: "corrupt", at: 77 });
  await t.download(t.item(served, "good"));
  await assertFile(`${t.folder}/good`, BYTES);
  assert.equal(t.server.bytesServed, 2 * BYTES.length);

  const other = seededBytes(BYTES.length, 2);
  const digest = contentDigestOf("sha256", other);
  t.server.log.length = 0;
  await assert.rejects(
    t.download(t.item({ ...served, digest }, "bad")),
    digestErrorOf(other, BYTES),
  );
  assert.equal(t.server.bytesServed, 2 * BYTES.length);
  assert.equal(await exists(`${t.folder}/bad`), false);
  assert.deepEqual(await t.leftovers(), []);
});

Deno.test("Transfers notices a file that changes in the middle, and takes the new one", async () => {
  await using t = await TransferCase.start();
  const changed = seededBytes(BYTES.length, 3);
  for (const known of [false, true]) {
    const served = t.server.add("/a", { content: BYTES });
    t.server.plan = once("first", 4, { type: "change", content: changed });
    const digest = known ? contentDigestOf("sha256", changed) : undefined;
    await t.download(t.item({ url: served.url, digest }, `${known}`));
    await assertFile(`${t.folder}/${known}`, changed);
  }
});

Deno.test("Transfers notices a change by the entity tag of a part, where the server heeds no if-range", async () => {
  await using t = await TransferCase.start();
  const changed = seededBytes(BYTES.length, 3);
  const { url } = t.server.add("/a", { content: BYTES, ifRange: false });
  t.server.plan = once("first", 4, { type: "change", content: changed });
  await t.download(t.item({ url }));
  await assertFile(`${t.folder}/out/file`, changed);
});

Deno.test("Transfers verifies what is on the disk, not what was overwritten", async () => {
  await using t = await TransferCase.start();
  const file = { content: BYTES, ranges: false, etag: null };
  const served = t.server.add("/a", file);
  t.server.plan = ({ index }) => {
    file.content = index === 0 ? seededBytes(BYTES.length, 3) : BYTES;
    return index === 0 ? { type: "reset", after: 32_000 } : undefined;
  };
  await t.download(t.item(served));
  await assertFile(`${t.folder}/out/file`, BYTES);
  assert.equal(t.server.bytesServed, BYTES.length + 32_000);
});

Deno.test("Transfers never joins parts that nothing shows to belong together", async () => {
  await using t = await TransferCase.start();
  const { url } = t.server.add("/a", { content: BYTES, etag: null });
  t.server.plan = ({ index }) => index === 1 ? { type: "reset", after: 50_000 } : undefined;
  await t.download(t.item({ url }));
  await assertFile(`${t.folder}/out/file`, BYTES);
  assert.deepEqual(t.server.log.map(({ headers }) => headers.has("range")), [true, false, false]);
});

Deno.test("Transfers checks the disk's space first, and says what is needed and what is free", async () => {
  await using t = await TransferCase.start();
  const a = t.server.add("/a", { content: BYTES });
  const b = t.server.add("/b", { content: seededBytes(60_000, 4) });
  const freeBytes = () => Promise.resolve(150_000);
  const items = [t.item(a, "a"), t.item(b, "b")];
  await assert.rejects(t.transfers({ freeBytes }).download(items), {
    kind: "too_large",
    message: `Cannot download to ${t.partials}: it needs 155.0 kB (155000 bytes), and 150.0 kB ` +
      `(150000 bytes) are free`,
  });
  assert.equal(t.server.log.length, 0);
  await t.download(items[0]!, { freeBytes });
  await t.transfers({ freeBytes }).download(items);
  // A length that only the server tells is checked as soon as it does.
  const untold = t.item({ url: a.url }, "c");
  await assert.rejects(t.download(untold, { freeBytes: () => Promise.resolve(9) }), {
    kind: "too_large",
  });
  assert.equal(await exists(untold.path), false);
});

Deno.test("Transfers holds a rate over all files", async () => {
  await using t = await TransferCase.start();
  const items = [1, 2, 3].map((seed) =>
    t.item(t.server.add(`/${seed}`, { content: seededBytes(100_000, seed) }), `${seed}`)
  );
  const start = performance.now();
  await t.transfers({ limitRate: 500_000, now: Date.now, sleep: sleepFor }).download(items);
  const seconds = (performance.now() - start) / 1000;
  // The last bytes may come before their time is paid for in full, and a tenth of a second's bytes at once.
  assert.ok(seconds > 0.4, `300,000 bytes at 500,000 a second took ${seconds} s`);
});

Deno.test("Transfers given up keeps what came, and a later one asks for the rest only", async () => {
  await using t = await TransferCase.start();
  const served = t.server.add("/a", { content: BYTES, rate: 100_000 });
  const controller = new AbortController();
  const given = t.transfers().download([t.item(served)], {
    signal: controller.signal,
    onProgress: ({ completed }) => completed > 20_000 && controller.abort(),
  });
  await assert.rejects(given, (error) => {
    assert.ok(error instanceof HologramError);
    assert.equal(error.kind, "cancelled");
    assert.equal(error.exitCode, 130);
    return true;
  });
  assert.equal(await exists(`${t.folder}/out/file`), false);
  assert.deepEqual(await t.leftovers(), ["json", "part"]);
  t.server.files.get("/a")!.rate = undefined;
  t.server.log.length = 0;
  await t.download(t.item(served));
  const resumed = t.progress[0]!.completed;
  assert.ok(resumed > 20_000, `${resumed} bytes were there`);
  assert.equal(t.server.bytesServed, BYTES.length - resumed);
  await assertFile(`${t.folder}/out/file`, BYTES);
});

Deno.test("Transfers throws away what an earlier run left of another file", async () => {
  await using t = await TransferCase.start();
  const served = t.server.add("/a", { content: BYTES });
  const item = t.item({ url: served.url });
  t.server.plan = ({ index }) => index > 3 ? { type: "status", status: 404 } : undefined;
  await assert.rejects(t.download(item), { remoteStatus: 404 });
  assert.deepEqual(await t.leftovers(), ["json", "part"]);
  for (const length of [BYTES.length, 5_000, 0]) {
    const content = seededBytes(length, 9);
    t.server.plan = () => undefined;
    t.server.add("/a", { content });
    await t.download({ ...item, path: `${t.folder}/${length}` });
    await assertFile(`${t.folder}/${length}`, content);
    t.server.add("/a", { content: BYTES });
    t.server.plan = ({ headers }) =>
      headers.get("range")?.startsWith("bytes=0-") ? undefined : { type: "status", status: 404 };
    await assert.rejects(t.download(item), { remoteStatus: 404 });
  }
});

Deno.test("Transfers makes one download of several of the same blob, and each caller may leave", async () => {
  await using t = await TransferCase.start();
  const served = t.server.add("/a", { content: BYTES, rate: 200_000 });
  const transfers = t.transfers();
  const controller = new AbortController();
  const leaving = transfers.download([t.item(served, "a")], { signal: controller.signal });
  const staying = transfers.download([t.item(served, "a"), t.item(served, "b")], {
    onProgress: ({ completed }) => completed > 10_000 && controller.abort(),
  });
  await assert.rejects(leaving, { kind: "cancelled" });
  await staying;
  for (const name of ["a", "b"]) {
    await assertFile(`${t.folder}/${name}`, BYTES);
  }
  assert.equal(t.server.bytesServed, BYTES.length);
  await transfers.download([t.item(served, "a")]);
  assert.equal(t.server.bytesServed, BYTES.length);
});

Deno.test("Transfers replaces a file at the path that is not the one wanted", async () => {
  await using t = await TransferCase.start();
  const served = t.server.add("/a", { content: BYTES });
  const item = t.item(served);
  await t.download(item);
  await Deno.writeFile(item.path, seededBytes(BYTES.length, 5));
  await t.download(item);
  await assertFile(item.path, BYTES);
});

Deno.test("cleanPartials removes what is old, and leaves what is young or in use", async () => {
  await using t = await TransferCase.start();
  const transfers = t.transfers({ now: Date.now });
  assert.deepEqual(await transfers.cleanPartials(0), { count: 0, bytes: 0 });
  const served = t.server.add("/a", { content: BYTES });
  t.server.plan = ({ index }) => index > 3 ? { type: "status", status: 404 } : undefined;
  await assert.rejects(t.download(t.item(served)));
  assert.equal((await transfers.cleanPartials(3_600_000)).count, 0);
  const later = t.transfers({ now: () => Date.now() + 7_200_000 });

  t.server.plan = () => ({ type: "stall", after: 0 });
  const controller = new AbortController();
  const running = t.transfers({ stallMs: 60_000 }).download([t.item(served)], {
    signal: controller.signal,
    onProgress: () => setTimeout(() => cleaned.resolve(later.cleanPartials(3_600_000))),
  });
  const cleaned = Promise.withResolvers<{ count: number }>();
  assert.equal((await cleaned.promise).count, 0);
  controller.abort();
  await assert.rejects(running, { kind: "cancelled" });

  const { count, bytes } = await later.cleanPartials(3_600_000);
  assert.equal(count, 1);
  assert.ok(bytes > 0);
  assert.deepEqual(await t.leftovers(), []);
});

Deno.test("Transfers refuses items that cannot be", async () => {
  await using t = await TransferCase.start();
  const url = t.server.url;
  for (
    const [item, message] of [
      [{ url: "ftp://a/b" }, /not one of http or https/],
      [{ url: "x" }, /not one of http or https/],
      [{ url, size: -1 }, /its size is -1, expected bytes/],
      [{ url, digest: "md5:00" }, /expected sha256:<64 digits> or git-sha1:<40 digits>/],
    ] as const
  ) {
    await assert.rejects(t.download(t.item(item)), { kind: "invalid", message });
  }
  assert.equal(t.server.log.length, 0);
});

function sleepFor(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
