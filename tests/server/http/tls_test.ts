import assert from "node:assert/strict";
import {
  type Handler,
  type HttpLimits,
  startHttpServer,
} from "../../../src/server/http/http_server.ts";
import { hasOpenssl, makeCertificate } from "../../support/certificate.ts";
import { until } from "../../support/hologram.ts";
import { RawClient } from "./raw_client.ts";

type Connect = () => Promise<RawClient>;

async function withTlsServer(
  handler: Handler,
  test: (connect: Connect, port: number) => Promise<void>,
  limits?: Partial<HttpLimits>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const files = await makeCertificate(folder);
    const cert = await Deno.readTextFile(files.cert);
    const key = await Deno.readTextFile(files.key);
    const at = { hostname: "127.0.0.1", port: 0 };
    const server = await startHttpServer({ at, tls: { cert, key }, limits }, handler);
    const connect = async () => {
      const { port } = server;
      const options = { hostname: "localhost", port: port!, caCerts: [cert] };
      const connection = await Deno.connectTls(options);
      await connection.handshake();
      return new RawClient(connection);
    };
    try {
      await test(connect, server.port!);
    } finally {
      await server.close();
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

Deno.test({
  name: "over TLS too, the signal fires for a client that goes away before the answer",
  ignore: !hasOpenssl,
  fn: async () => {
    const fired = Promise.withResolvers<void>();
    let asked = false;
    await withTlsServer(async (_request, { signal }) => {
      asked = true;
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      fired.resolve();
      return new Response();
    }, async (connect) => {
      {
        using client = await connect();
        await client.write(GET);
        await until("the request is there", () => asked);
      }
      await fired.promise;
    });
  },
});

Deno.test({
  name: "over TLS too, a client that finishes neither its handshake nor its head is closed",
  ignore: !hasOpenssl,
  fn: () =>
    withTlsServer(() => Promise.resolve(Response.json({})), async (connect, port) => {
      using silent = await RawClient.connect(port);
      using slow = await connect();
      await slow.write("GET / HTT");
      assert.match(await slow.readToEnd(), /^(HTTP\/1\.1 408 |$)/);
      await silent.readToEnd();
    }, { headTimeoutMs: 300 }),
});

Deno.test({
  name: "over TLS too, a busy connection keeps its place at the limit and an idle one loses it",
  ignore: !hasOpenssl,
  fn: async () => {
    const go = Promise.withResolvers<void>();
    let asked = 0;
    await withTlsServer(async () => {
      asked++;
      await go.promise;
      return Response.json({ served: true });
    }, async (connect) => {
      using busy = await connect();
      await busy.write(GET);
      await until("the request is there", () => asked === 1);
      using idle = await connect();
      using fresh = await connect();
      await idle.readToEnd();
      await fresh.write(GET);
      await until("the request is there", () => asked === 2);
      go.resolve();
      assert.match(await busy.readUntil("served"), /"served":true/);
      assert.match(await fresh.readUntil("served"), /"served":true/);
    }, { connections: 2 });
  },
});
