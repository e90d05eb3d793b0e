import assert from "node:assert/strict";
import type { Credential } from "../../../src/hub/credentials/mod.ts";
import { RegistryClient } from "../../../src/hub/registry/mod.ts";
import { clientOptions } from "./registry_setup.ts";

const ADA: Credential = { kind: "password", username: "ada", password: "correct horse" };

/** A client whose requests are answered here; gives what each was: `METHOD url authorization`. */
function clientOf(
  host: string,
  answer: (url: URL, headers: Headers) => Response,
  options: { insecure?: boolean; scheme?: string } = {},
): { client: RegistryClient; log: string[] } {
  const log: string[] = [];
  const fetch = (input: string | URL | Request, init?: RequestInit) => {
    const url = new URL(String(input));
    const headers = new Headers(init?.headers);
    log.push(`${init?.method} ${url.href} ${headers.get("authorization")?.split(" ")[0] ?? "-"}`);
    return Promise.resolve(answer(url, headers));
  };
  const credentials = { get: () => Promise.resolve(ADA) };
  const client = new RegistryClient({
    ...clientOptions(host, "", { credentials, fetch, ...options }),
  });
  return { client, log };
}

const CHALLENGE = { status: 401, headers: { "www-authenticate": 'Basic realm="x"' } };
const redirect = (location: string) => new Response(null, { status: 307, headers: { location } });

Deno.test("credentials are sent when asked for, and never to where the registry redirects to", async () => {
  const { client, log } = clientOf("r.test", (url, headers) => {
    if (url.host !== "r.test") return new Response("{}");
    if (!headers.has("authorization")) return new Response(null, CHALLENGE);
    return redirect("https://cdn.test/signed?x=1");
  });
  await client.getManifest("library/x", "latest");
  await client.getManifest("library/x", "latest");
  const manifest = "GET https://r.test/v2/library/x/manifests/latest";
  const elsewhere = "GET https://cdn.test/signed?x=1 -";
  assert.deepEqual(log, [
    `${manifest} -`,
    `${manifest} Basic`,
    elsewhere,
    `${manifest} Basic`,
    elsewhere,
  ]);
});

Deno.test("another host that asks for credentials is not answered", async () => {
  const { client, log } = clientOf(
    "r.test",
    (url) =>
      url.host === "r.test" ? redirect("https://evil.test/x") : new Response(null, CHALLENGE),
  );
  await assert.rejects(client.getManifest("library/x", "latest"), { kind: "forbidden" });
  assert.deepEqual(log.map((line) => line.split(" ").at(-1)), ["-", "-"]);
});

Deno.test("no redirect leads out of encryption unless the user allows it", async () => {
  const answer = (url: URL) =>
    url.protocol === "https:" ? redirect("http://r.test/x") : new Response("{}");
  const { client, log } = clientOf("r.test", answer);
  await assert.rejects(client.getManifest("library/x", "latest"), {
    message: "insecure protocol http",
  });
  assert.equal(log.length, 1);
  const allowed = clientOf("r.test", answer, { insecure: true, scheme: "https" });
  await allowed.client.getManifest("library/x", "latest");
  assert.equal(allowed.log.length, 2);
});

Deno.test("a token server without encryption is not asked for a registry with it", async () => {
  const { client, log } = clientOf(
    "r.test",
    () =>
      new Response(null, {
        status: 401,
        headers: { "www-authenticate": 'Bearer realm="http://r.test/token"' },
      }),
  );
  await assert.rejects(client.ping(), { message: "insecure protocol http" });
  assert.equal(log.length, 1);
});

Deno.test("a scheme that is not known is refused by name", async () => {
  const { client } = clientOf(
    "r.test",
    () => new Response(null, { status: 401, headers: { "www-authenticate": "Negotiate" } }),
  );
  await assert.rejects(client.ping(), {
    message: "unauthorized: registry r.test expects negotiate, which is not supported",
    kind: "unsupported",
  });
});

Deno.test("an answer that is too long is refused, and a secret that a server echoes is hidden", async () => {
  const long = clientOf("r.test", () => new Response(new Uint8Array(5 * 1024 * 1024)));
  await assert.rejects(long.client.getManifest("library/x", "latest"), { kind: "too_large" });
  const echo = clientOf("r.test", (_url, headers) => {
    const message = `you sent ${headers.get("authorization")}, correct horse`;
    return Response.json({ errors: [{ message }] }, CHALLENGE);
  });
  await assert.rejects(echo.client.ping(), {
    message: "unauthorized: you sent Basic ***, ***",
  });
});

Deno.test("a registry that is not there is told at once", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const host = `127.0.0.1:${listener.addr.port}`;
  listener.close();
  let waits = 0;
  const sleep = () => Promise.resolve(void waits++);
  const client = new RegistryClient(clientOptions(host, "", { sleep }));
  await assert.rejects(client.ping(), {
    message: /^Cannot reach registry 127\.0\.0\.1:\d+: .*refused/i,
    kind: "unavailable",
  });
  assert.equal(waits, 0);
});
