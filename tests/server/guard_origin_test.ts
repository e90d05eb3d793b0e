import assert from "node:assert/strict";
import { guardOrigin, isLoopbackHost } from "../../src/server/guard_origin.ts";

function request(url: string, origin?: string): Request {
  return new Request(url, { headers: origin === undefined ? {} : { origin } });
}

Deno.test("a page from elsewhere is refused, one from this machine and a program are not", () => {
  for (const origin of ["https://example.com", "http://localhost.example.com", "null", "file://"]) {
    assert.throws(
      () => guardOrigin(request("http://127.0.0.1:11434/api/tags", origin), "127.0.0.1"),
      { kind: "forbidden" },
      origin,
    );
  }
  for (
    const origin of ["http://localhost:3000", "https://127.0.0.1", "http://[::1]:8080", undefined]
  ) {
    guardOrigin(request("http://127.0.0.1:11434/api/tags", origin), "127.0.0.1");
  }
});

Deno.test("a loopback server answers to loopback names alone, which stops DNS rebinding", () => {
  const rebound = request("http://evil.example:11434/api/tags");
  assert.throws(() => guardOrigin(rebound, "127.0.0.1"), { kind: "forbidden" });
  guardOrigin(rebound, "0.0.0.0.example");
  guardOrigin(request("http://localhost:11434/"), "127.0.0.1");
});

Deno.test("isLoopbackHost knows this machine's names", () => {
  for (const host of ["localhost", "127.0.0.1", "127.8.9.10", "::1", "[::1]", "0.0.0.0"]) {
    assert.equal(isLoopbackHost(host), true, host);
  }
  for (const host of ["example.com", "10.0.0.1", "localhost.evil", "127.evil", "::2"]) {
    assert.equal(isLoopbackHost(host), false, host);
  }
});
