import assert from "node:assert/strict";
import { isLoopback, registryReference, registryUrl } from "../../../src/hub/registry/mod.ts";

Deno.test("a registry is spoken to with TLS unless it is this machine or the user says so", () => {
  assert.equal(registryUrl({ host: "example.com" }).href, "https://example.com/");
  assert.equal(
    registryUrl({ host: "example.com", insecure: true }).href,
    "http://example.com/",
  );
  assert.equal(registryUrl({ host: "localhost:5000" }).href, "http://localhost:5000/");
  assert.equal(
    registryUrl({ host: "localhost:5000", scheme: "https" }).href,
    "https://localhost:5000/",
  );
  assert.throws(() => registryUrl({ host: "example.com", scheme: "http" }), {
    message: "insecure protocol http",
    kind: "invalid",
  });
  assert.throws(
    () => registryUrl({ host: "localhost:5000", scheme: "ftp" }),
    /unsupported protocol/,
  );
});

Deno.test("what is no host is refused", () => {
  for (const host of ["", "a/b", "user@host", "host?x", "a b", "host:port"]) {
    assert.throws(() => registryUrl({ host }), /expected host\[:port\]/, host);
  }
});

Deno.test("only this machine's names and addresses are loopback", () => {
  for (const host of ["localhost", "LOCALHOST:1", "127.0.0.1:5000", "127.9.9.9", "[::1]:80"]) {
    assert.ok(isLoopback(host), host);
  }
  for (const host of ["localhost.evil.test", "127.0.0.1.evil.test", "10.0.0.1", "[::2]", ""]) {
    assert.ok(!isLoopback(host), host);
  }
});

Deno.test("a model's name becomes its repository and tag, library included", () => {
  assert.deepEqual(
    registryReference({ namespace: "library", model: "smollm", tag: "latest" }),
    { repository: "library/smollm", reference: "latest" },
  );
});
