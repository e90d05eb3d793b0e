import assert from "node:assert/strict";
import { VERSION } from "../../src/base/mod.ts";
import { join } from "../../src/deps/path.ts";
import { type Routes, withRoutes } from "./with_routes.ts";

async function answers({ send }: Routes, path: string): Promise<[number, unknown]> {
  const response = await send(path);
  return [response.status, await response.json()];
}

const LIVE = { "/healthz": { status: "ok" }, "/v2/health/live": { live: true } };
const READY = { "/readyz": { status: "ready" }, "/v2/health/ready": { ready: true } };

Deno.test("a server that takes requests is live and ready, by either protocol", () =>
  withRoutes({}, async (routes) => {
    for (const [path, body] of Object.entries({ ...LIVE, ...READY })) {
      assert.deepEqual(await answers(routes, path), [200, body], path);
    }
    const head = await routes.send("/readyz", { method: "HEAD" });
    assert.equal(head.status, 200);
    assert.equal(await head.text(), "");
  }));

Deno.test("a server that is stopping is live, and answers 503 to who asks whether it is ready", () =>
  withRoutes({}, async (routes) => {
    await routes.context.scheduler.dispose();
    for (const path of Object.keys(READY)) {
      assert.deepEqual(await answers(routes, path), [503, { error: "The server is stopping" }]);
    }
    for (const [path, body] of Object.entries(LIVE)) {
      assert.deepEqual(await answers(routes, path), [200, body], path);
    }
  }));

Deno.test("a server whose store cannot be read is not ready", () =>
  withRoutes({}, async (routes) => {
    // A file where the folder of manifests belongs.
    await Deno.writeTextFile(join(routes.context.store.root, "manifests"), "");
    for (const path of Object.keys(READY)) {
      const [status, body] = await answers(routes, path);
      assert.equal(status, 500, JSON.stringify(body));
    }
    assert.equal((await answers(routes, "/healthz"))[0], 200);
  }));

Deno.test("whether a server is well needs no key; who it is does", () =>
  withRoutes({ HOLOGRAM_API_KEY: "a-secret" }, async (routes) => {
    assert.equal((await answers(routes, "/healthz"))[0], 200);
    assert.equal((await answers(routes, "/readyz"))[0], 200);
    const root = await routes.send("/");
    assert.deepEqual([root.status, await root.text()], [200, "Hologram is running"]);
    assert.equal((await answers(routes, "/api/version"))[0], 401);
  }));

Deno.test("GET /api/version tells the version of the program and of its API", () =>
  withRoutes({}, async (routes) => {
    assert.deepEqual(await answers(routes, "/api/version"), [200, { version: VERSION, api: 1 }]);
  }));
