import assert from "node:assert/strict";
import {
  type Handler,
  type HttpLimits,
  type HttpServer,
  startHttpServer,
} from "../../../src/server/http/http_server.ts";
import { until } from "../../support/hologram.ts";
import { RawClient } from "./raw_client.ts";

const MB = 2 ** 20;
const GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

async function withServer(
  handler: Handler,
  test: (port: number, server: HttpServer) => Promise<void>,
  limits?: Partial<HttpLimits>,
): Promise<void> {
  const server = await startHttpServer({ at: { hostname: "127.0.0.1", port: 0 }, limits }, handler);
  try {
    await test(server.port!, server);
  } finally {
    await server.close();
  }
}

const hello: Handler = () => Promise.resolve(Response.json({ hello: "world" }));

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

Deno.test("a request arrives as it was sent, and the answer as it was given", () =>
  withServer(async (request, peer) => {
    const { method, url, headers } = request;
    return new Response(
      JSON.stringify([method, url, headers.get("x-a"), await request.text(), peer.address]),
      { status: 201, headers: { "content-type": "application/json", "x-b": "c" } },
    );
  }, async (port) => {
    const url = `http://127.0.0.1:${port}/a%20b?c=d`;
    const response = await fetch(url, { method: "PUT", body: "bódy", headers: { "X-A": "1, 2" } });
    assert.equal(response.status, 201);
    assert.equal(response.headers.get("x-b"), "c");
    const text = await response.text();
    assert.deepEqual(JSON.parse(text), ["PUT", url, "1, 2", "bódy", "127.0.0.1"]);
    assert.equal(
      response.headers.get("content-length"),
      String(new TextEncoder().encode(text).length),
    );
  }));

Deno.test("answers without a body have none, and a connection serves one request after another", () =>
  withServer((request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/204") return Promise.resolve(new Response(null, { status: 204 }));
    if (pathname === "/empty") return Promise.resolve(new Response(null));
    return Promise.resolve(Response.json({}));
  }, async (port) => {
    using client = await RawClient.connect(port);
    const head = (method: string, path: string, more = "") =>
      client.write(`${method} ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`);
    await head("HEAD", "/json");
    await client.readUntil("\r\n\r\n");
    await head("GET", "/204");
    await client.readUntil("204");
    await head("GET", "/empty");
    await client.readUntil("ontent-length: 0");
    await head("GET", "/json", "Connection: close\r\n");
    const all = await client.readToEnd();
    assert.equal(all.match(/HTTP\/1\.1 2/g)!.length, 4);
    assert.equal(all.match(/\{\}/g)!.length, 1);
  }));

Deno.test("what the handler throws is an error response, and what is no HTTP is refused", () =>
  withServer(() => Promise.reject(new Error("boom")), async (port) => {
    const response = await fetch(`http://127.0.0.1:${port}/`);
    assert.equal(response.status, 500);
    assert.equal((await response.json()).error, "boom");
    const refused: [string, number][] = [
      ["nonsense\r\n\r\n", 400],
      ["GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400],
      ["GET / HTTP/1.1\r\nHost: user@localhost\r\n\r\n", 400],
      ["GET ftp://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400],
      ["GET http://user@localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400],
      [`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(5000)}\r\n\r\n`, 431],
      [
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        400,
      ],
    ];
    for (const [request, status] of refused) {
      using client = await RawClient.connect(port);
      await client.write(request);
      assert.match(await client.readUntil("\r\n\r\n"), new RegExp(`^HTTP/1.1 ${status} `), request);
    }
  }, { headBytes: 4096 }));

Deno.test("a target that is a whole URL says for which host it is", () =>
  withServer((request) => Promise.resolve(Response.json(request.url)), async (port) => {
    for (const [target, url] of [["http://a.b:1/c?d", "a.b:1/c?d"], ["http://a", "a/"]] as const) {
      using client = await RawClient.connect(port);
      await client.write(`GET ${target} HTTP/1.1\r\nHost: other\r\n\r\n`);
      const received = await client.readUntil(`"http://${url}"`);
      assert.match(received, /^HTTP\/1\.1 200 /);
    }
  }));

Deno.test("a connection that does not finish its head in time is closed, silent or not", () =>
  withServer(hello, async (port) => {
    using silent = await RawClient.connect(port);
    using slow = await RawClient.connect(port);
    await slow.write("GET / HTTP/1.1\r\nHost: loc");
    assert.match(await slow.readToEnd(), /^HTTP\/1\.1 408 /);
    await silent.readToEnd();
  }, { headTimeoutMs: 200 }));

Deno.test("a body that stops coming fails its request and closes the connection", async () => {
  const failed = Promise.withResolvers<unknown>();
  await withServer(async (request) => {
    await request.text().catch((error) => {
      failed.resolve(error);
      throw error;
    });
    return new Response();
  }, async (port) => {
    using client = await RawClient.connect(port);
    await client.write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf");
    assert.equal((await failed.promise as { kind: string }).kind, "cancelled");
    await client.readToEnd();
  }, { bodyTimeoutMs: 200 });
});

Deno.test("a body may take longer than the time-out as long as it keeps coming", () =>
  withServer(async (request) => Response.json(await request.text()), async (port) => {
    using client = await RawClient.connect(port);
    await client.write(
      "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 8\r\n\r\n",
    );
    for (const letter of "abcdefgh") {
      await pause(150);
      await client.write(letter);
    }
    assert.match(await client.readToEnd(), /"abcdefgh"/);
  }, { bodyTimeoutMs: 600 }));

Deno.test("a body is taken no faster than it is read, and arrives whole", async () => {
  const go = Promise.withResolvers<void>();
  await withServer(async (request) => {
    await go.promise;
    let bytes = 0;
    for await (const chunk of request.body!) bytes += chunk.byteLength;
    return Response.json({ bytes });
  }, async (port) => {
    using client = await RawClient.connect(port);
    const length = 64 * MB;
    await client.write(
      `POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n`,
    );
    let sent = 0;
    const chunk = new Uint8Array(MB / 4);
    const sending = (async () => {
      for (; sent < length; sent += chunk.byteLength) await client.writeBytes(chunk);
    })();
    let before = -1;
    while (sent !== before) {
      before = sent;
      await pause(300);
    }
    // What the system's own buffers take is a few megabytes.
    assert.ok(sent < 24 * MB, `${sent} bytes were taken that nobody read`);
    go.resolve();
    await sending;
    assert.match(await client.readToEnd(), new RegExp(`"bytes":${length}`));
  });
});

Deno.test("an answer is made no faster than the client takes it", async () => {
  let made = 0;
  const length = 64 * MB;
  const chunk = new Uint8Array(MB / 4);
  await withServer(() => {
    const body = new ReadableStream({
      pull(controller) {
        if (made >= length) return controller.close();
        made += chunk.byteLength;
        controller.enqueue(chunk);
      },
    });
    return Promise.resolve(
      new Response(body, { headers: { "content-type": "application/octet-stream" } }),
    );
  }, async (port) => {
    const response = await fetch(`http://127.0.0.1:${port}/`);
    let before = -1;
    while (made !== before) {
      before = made;
      await pause(300);
    }
    assert.ok(made < 24 * MB, `${made} bytes were made that nobody took`);
    assert.equal((await response.arrayBuffer()).byteLength, length);
  });
});

Deno.test("a client that goes away before the answer fires the signal, whenever its body came", async () => {
  const fired: string[] = [];
  await withServer(async (request, { signal }) => {
    const name = await request.text();
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    assert.equal(request.signal.aborted, true);
    fired.push(name);
    return new Response();
  }, async (port) => {
    const head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n";
    {
      using client = await RawClient.connect(port);
      await client.write(head + "early");
      await pause(100);
    }
    {
      using client = await RawClient.connect(port);
      await client.write(head);
      await pause(100);
      await client.write("later");
      await pause(100);
    }
    await until("both are noticed", () => fired.length === 2);
    assert.deepEqual(fired, ["early", "later"]);
  });
});

Deno.test("a client that goes away during the answer fires the signal and cancels the body", async () => {
  let cancelled = false;
  let signal!: AbortSignal;
  await withServer((_request, peer) => {
    signal = peer.signal;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode("first\n")),
      cancel: () => void (cancelled = true),
    });
    const headers = { "content-type": "application/x-ndjson" };
    return Promise.resolve(new Response(body, { headers }));
  }, async (port) => {
    {
      using client = await RawClient.connect(port);
      await client.write(GET);
      await client.readUntil("first");
      assert.equal(signal.aborted, false);
    }
    await until("it is noticed", () => cancelled && signal.aborted);
  });
});

Deno.test("the signal does not fire for an answer that was sent whole", async () => {
  const signals: AbortSignal[] = [];
  await withServer((_request, { signal }) => {
    signals.push(signal);
    return Promise.resolve(Response.json({}));
  }, async (port) => {
    for (let count = 0; count < 3; count++) {
      using client = await RawClient.connect(port);
      await client.write(GET);
      await client.readUntil("{}");
    }
    await pause(100);
    assert.deepEqual(signals.map(({ aborted }) => aborted), [false, false, false]);
  });
});

Deno.test("a body that fails cuts the connection, so that it does not look complete", () =>
  withServer(() => {
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        controller.enqueue(new TextEncoder().encode("part\n"));
        await pause(50);
        controller.error(new Error("lost"));
      },
    });
    const headers = { "content-type": "application/x-ndjson" };
    return Promise.resolve(new Response(body, { headers }));
  }, async (port) => {
    using client = await RawClient.connect(port);
    await client.write(GET);
    const received = await client.readToEnd();
    assert.match(received, /part\n/);
    assert.doesNotMatch(received, /\r\n0\r\n\r\n$/);
  }));

Deno.test("a client reads the refusal of a body that it is still sending, and the connection ends", () =>
  withServer(
    () => Promise.resolve(Response.json({ error: "too large" }, { status: 413 })),
    async (port) => {
      using client = await RawClient.connect(port);
      await client.write(
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n",
      );
      await client.writeBytes(new Uint8Array(4 * MB));
      const received = await client.readUntil("too large");
      assert.match(received, /^HTTP\/1\.1 413 /);
      await client.readToEnd();
    },
  ));

Deno.test("at the limit a new connection takes the place of the one that waits longest, never of a busy one", async () => {
  const go = Promise.withResolvers<void>();
  await withServer(async () => {
    await go.promise;
    return Response.json({ served: true });
  }, async (port) => {
    using busy = await RawClient.connect(port);
    await busy.write(GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
    await pause(100);
    using oldest = await RawClient.connect(port);
    await oldest.write("GET / HTT");
    await pause(100);
    using older = await RawClient.connect(port);
    await older.write("GET / HTT");
    await pause(100);
    using fresh = await RawClient.connect(port);
    await fresh.write(GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
    assert.equal(await oldest.readToEnd(), "");
    go.resolve();
    assert.match(await busy.readToEnd(), /"served":true/);
    assert.match(await fresh.readToEnd(), /"served":true/);
    await older.write("P/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert.match(await older.readToEnd(), /"served":true/);
  }, { connections: 3 });
});

Deno.test("where every connection is busy, a new one is closed", async () => {
  const go = Promise.withResolvers<void>();
  await withServer(async () => {
    await go.promise;
    return Response.json({});
  }, async (port) => {
    using first = await RawClient.connect(port);
    await first.write(GET);
    await pause(100);
    using second = await RawClient.connect(port);
    assert.equal(await second.readToEnd(), "");
    go.resolve();
    await first.readUntil("{}");
  }, { connections: 1 });
});

Deno.test("drain() lets open answers end, closes idle connections and takes no new ones", async () => {
  const go = Promise.withResolvers<void>();
  await withServer(async (request) => {
    if (new URL(request.url).pathname === "/slow") await go.promise;
    return Response.json({ done: true });
  }, async (port, server) => {
    using idle = await RawClient.connect(port);
    await idle.write(GET);
    await idle.readUntil("done");
    using slow = await RawClient.connect(port);
    await slow.write(GET.replace("/", "/slow"));
    await pause(100);
    let drained = false;
    const draining = server.drain(20_000).then(() => void (drained = true));
    await idle.readToEnd();
    await assert.rejects(Deno.connect({ hostname: "127.0.0.1", port }));
    await pause(100);
    assert.equal(drained, false);
    go.resolve();
    await draining;
    assert.match(await slow.readToEnd(), /"done":true/);
  });
});

Deno.test("drain() waits no longer than it is given", () =>
  withServer(
    () => new Promise((resolve) => setTimeout(() => resolve(new Response()), 1500)),
    async (port, server) => {
      using client = await RawClient.connect(port);
      await client.write(GET);
      await pause(100);
      let answered = false;
      client.readUntil("HTTP").then((text) => answered = text !== "");
      await server.drain(100);
      assert.equal(answered, false);
      await pause(1600);
    },
  ));
