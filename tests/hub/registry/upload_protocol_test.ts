import assert from "node:assert/strict";
import { RegistryClient } from "../../../src/hub/registry/mod.ts";
import { digestOf } from "../../../src/store/mod.ts";
import { clientOptions, noiseOf } from "./registry_setup.ts";

const CHUNK = 1000;
const BYTES = noiseOf(3 * CHUNK + 5, 31);
const DIGEST = digestOf(BYTES);

/** An upload as a registry keeps it, which answers by the OCI distribution specification. */
class UploadRegistry {
  stored = new Uint8Array();
  isCommitted = false;
  readonly log: string[] = [];

  /** Answers a request. A chunk is taken up to `limit` bytes and then fails with 503. */
  async answer(request: Request, limit = Infinity): Promise<Response> {
    const url = new URL(request.url);
    const body = new Uint8Array(await request.arrayBuffer());
    const range = request.headers.get("content-range");
    this.log.push(`${request.method}${range === null ? "" : ` ${range}`} ${body.length}`);
    const headers = {
      location: "/v2/library/x/blobs/uploads/1?state=a%2Bb",
      range: `0-${Math.max(0, this.stored.length - 1)}`,
    };
    switch (request.method) {
      case "HEAD":
        return new Response(null, { status: this.isCommitted ? 200 : 404 });
      case "POST":
        this.stored = new Uint8Array();
        return new Response(null, { status: 202, headers });
      case "GET":
        return new Response(null, { status: 204, headers });
      case "PATCH": {
        assert.equal(range, `${this.stored.length}-${this.stored.length + body.length - 1}`);
        assert.equal(url.search, "?state=a%2Bb", "the registry's own query is kept");
        this.append(body.subarray(0, limit));
        if (body.length > limit) return new Response(null, { status: 503 });
        headers.range = `0-${this.stored.length - 1}`;
        return new Response(null, { status: 202, headers });
      }
    }
    if (url.pathname.includes("/manifests/")) return new Response(null, { status: 201 });
    this.append(body);
    assert.equal(url.searchParams.get("digest"), DIGEST);
    assert.equal(digestOf(this.stored), DIGEST);
    this.isCommitted = true;
    return new Response(null, { status: 201 });
  }

  append(bytes: Uint8Array): void {
    this.stored = Uint8Array.from([...this.stored, ...bytes]);
  }
}

/** Pushes the blob to a server that answers so; gives what was waited for, in milliseconds. */
async function pushTo(handler: (request: Request) => Promise<Response> | Response) {
  const folder = await Deno.makeTempDir();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handler);
  const waits: number[] = [];
  try {
    const path = `${folder}/blob`;
    await Deno.writeFile(path, BYTES);
    let time = 0;
    const client = new RegistryClient(clientOptions(`127.0.0.1:${server.addr.port}`, folder, {
      chunkSize: CHUNK,
      now: () => time += 2000,
      sleep: (ms) => Promise.resolve(void waits.push(ms)),
    }));
    await client.push("library/x", "latest", {
      manifest: new TextEncoder().encode("{}"),
      mediaType: "application/json",
      blobs: [{ digest: DIGEST, size: BYTES.length }],
    }, { pathOf: () => path });
  } finally {
    await server.shutdown();
    await Deno.remove(folder, { recursive: true });
  }
  return waits;
}

Deno.test("an upload that breaks within a chunk goes on with the byte that the registry wants", async () => {
  const registry = new UploadRegistry();
  let patches = 0;
  await pushTo((request) =>
    registry.answer(request, request.method === "PATCH" && ++patches === 2 ? 300 : Infinity)
  );
  assert.deepEqual(registry.log, [
    "HEAD 0",
    "POST 0",
    "PATCH 0-999 1000",
    "PATCH 1000-1999 1000",
    "HEAD 0",
    "GET 0",
    "PATCH 1300-2299 1000",
    "PATCH 2300-3004 705",
    "PUT 0",
    "PUT 2",
  ]);
});

Deno.test("a registry without chunks is sent the blob in one request", async () => {
  const registry = new UploadRegistry();
  await pushTo((request) =>
    request.method === "PATCH" ? new Response(null, { status: 405 }) : registry.answer(request)
  );
  assert.deepEqual(registry.log, ["HEAD 0", "POST 0", `PUT ${BYTES.length}`, "PUT 2"]);
});

Deno.test("an answer that was lost after the end of an upload does not repeat the upload", async () => {
  const registry = new UploadRegistry();
  await pushTo(async (request) => {
    const response = await registry.answer(request);
    const isEnd = request.method === "PUT" && request.url.includes("digest=");
    return isEnd ? new Response(null, { status: 502 }) : response;
  });
  assert.deepEqual(registry.log.slice(-3), ["PUT 0", "HEAD 0", "PUT 2"]);
});

Deno.test("a registry that is busy is asked again, after as long as it says, else ever later", async () => {
  const registry = new UploadRegistry();
  const refusals = [
    new Response(null, { status: 429, headers: { "retry-after": "7" } }),
    new Response(null, { status: 503 }),
    new Response(null, { status: 500 }),
  ];
  const waits = await pushTo((request) => refusals.shift() ?? registry.answer(request));
  assert.deepEqual(waits, [7000, 1000, 2000]);
  await assert.rejects(pushTo(() => new Response(null, { status: 503 })), {
    message: `look for blob ${DIGEST}: HTTP 503`,
    kind: "unavailable",
  });
});

Deno.test("a registry that says no is not asked again", async () => {
  let asked = 0;
  const no = { errors: [{ code: "DENIED", message: "not\nfor you\u001b[31m." }] };
  const denied = pushTo(() => {
    asked++;
    return Response.json(no, { status: 403 });
  });
  await assert.rejects(denied, { kind: "forbidden", httpStatus: 403 });
  assert.equal(asked, 1);
});
