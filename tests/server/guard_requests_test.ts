import assert from "node:assert/strict";
import { loadConfig } from "../../src/config/mod.ts";
import { Hono } from "../../src/deps/hono.ts";
import type { AppEnvironment } from "../../src/server/context.ts";
import { guardRequests } from "../../src/server/guard_requests.ts";
import { errorResponseFor } from "../../src/server/routes/v1_errors.ts";

type Send = (path: string, init?: RequestInit) => Promise<Response>;

/** A server of guards and one route, which answers with the length of the body. */
async function guarded(env: Record<string, string> = {}, boundHost = "127.0.0.1"): Promise<Send> {
  const config = await loadConfig({
    env: (name) => env[name],
    home: "/home/u",
    exists: () => false,
  });
  const app = new Hono<AppEnvironment>()
    .use(guardRequests(config, boundHost))
    .all("*", async (c) => c.json((await c.req.raw.arrayBuffer()).byteLength))
    .onError((error, c) => errorResponseFor(c.req.path, error));
  return async (path, init) => {
    const url = path.startsWith("/") ? `http://127.0.0.1:11434${path}` : path;
    return await app.fetch(new Request(url, init));
  };
}

Deno.test("a loopback server refuses a foreign host name with an empty 403, which stops DNS rebinding", async () => {
  const send = await guarded();
  const refused = await send("http://evil.example:11434/api/tags");
  assert.equal(refused.status, 403);
  assert.equal(await refused.text(), "");
  assert.equal((await send("http://box.local:11434/api/tags")).status, 200);
  const open = await guarded({}, "0.0.0.0");
  assert.equal((await open("http://any.example/api/tags")).status, 200);
});

Deno.test("a foreign page gets a 403, a known one the headers that let it read the answer", async () => {
  const send = await guarded({ HOLOGRAM_ORIGINS: "https://*.example.com" });
  const refused = await send("/api/tags", { headers: { origin: "https://example.org" } });
  assert.equal(refused.status, 403);
  assert.equal(refused.headers.get("access-control-allow-origin"), null);
  assert.match((await refused.json()).error, /https:\/\/example\.org/);
  const origin = "https://a.example.com";
  const allowed = await send("/api/tags", { headers: { origin } });
  assert.equal(allowed.headers.get("access-control-allow-origin"), origin);
  assert.equal(allowed.headers.get("vary"), "Origin");
  const plain = await send("/api/tags");
  assert.equal(plain.headers.get("access-control-allow-origin"), null);
});

Deno.test("a preflight is answered for twelve hours, without a key", async () => {
  const send = await guarded({ HOLOGRAM_API_KEY: "secret" });
  const response = await send("/v1/chat/completions", {
    method: "OPTIONS",
    headers: { origin: "http://localhost:3000", "access-control-request-method": "POST" },
  });
  assert.equal(response.status, 204);
  assert.equal(await response.text(), "");
  const header = (name: string) => response.headers.get(`access-control-${name}`)!;
  assert.equal(header("allow-origin"), "http://localhost:3000");
  assert.equal(header("max-age"), "43200");
  for (const name of ["Authorization", "Content-Type", "x-stainless-os", "x-api-key"]) {
    assert.ok(header("allow-headers").split(", ").includes(name), name);
  }
  assert.match(header("allow-methods"), /DELETE/);
  const foreign = await send("/api/tags", {
    method: "OPTIONS",
    headers: { origin: "https://example.org" },
  });
  assert.equal(foreign.status, 403);
});

Deno.test("without the key the answer is a 401 in the form of the API that was called", async () => {
  const send = await guarded({ HOLOGRAM_API_KEY: "secret" });
  const origin = "http://localhost:3000";
  const native = await send("/api/tags", { headers: { origin } });
  assert.equal(native.status, 401);
  assert.equal(native.headers.get("access-control-allow-origin"), origin);
  assert.match(native.headers.get("www-authenticate")!, /^Bearer/);
  assert.deepEqual(await native.json(), { error: "unauthorized" });
  const openai = await send("/v1/models");
  assert.equal(openai.status, 401);
  assert.equal((await openai.json()).error.message, "unauthorized");
  const anthropic = await send("/v1/messages", { method: "POST", body: "{}" });
  const { type, error } = await anthropic.json();
  assert.deepEqual([type, error.type], ["error", "authentication_error"]);
  const authorization = "Bearer secret";
  assert.equal((await send("/api/tags", { headers: { authorization } })).status, 200);
});

Deno.test("a body over the limit is refused, told or not; a blob may be of any size", async () => {
  const send = await guarded({ HOLOGRAM_MAX_BODY: "1" });
  const size = 1.5 * 2 ** 20;
  const told = await send("/api/chat", {
    method: "POST",
    headers: { "content-length": String(size) },
    body: new Uint8Array(size),
  });
  assert.equal(told.status, 413);
  const stream = () => new Blob([new Uint8Array(size)]).stream();
  const untold = await send("/api/chat", { method: "POST", body: stream() });
  assert.equal(untold.status, 413);
  const blob = await send("/api/blobs/sha256:00", { method: "POST", body: stream() });
  assert.equal(await blob.json(), size);
  const small = await send("/api/chat", { method: "POST", body: new Uint8Array(2 ** 20) });
  assert.equal(await small.json(), 2 ** 20);
});
