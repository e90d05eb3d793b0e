import assert from "node:assert/strict";
import { keyChecker } from "../../src/server/guard_key.ts";

function request(path: string, headers: Record<string, string> = {}): Request {
  return new Request(`http://localhost${path}`, { headers });
}

Deno.test("the key comes as a bearer token or as x-api-key", () => {
  const hasKey = keyChecker("se-cret");
  const right: Record<string, string>[] = [
    { authorization: "Bearer se-cret" },
    { authorization: "bearer  se-cret " },
    { "x-api-key": "se-cret" },
    { authorization: "Bearer wrong", "x-api-key": "se-cret" },
  ];
  for (const headers of right) {
    assert.equal(hasKey(request("/api/tags", headers)), true, JSON.stringify(headers));
  }
  const wrong: Record<string, string>[] = [
    {},
    { authorization: "se-cret" },
    { authorization: "Basic se-cret" },
    { authorization: "Bearer se-cre" },
    { authorization: "Bearer se-crett" },
    { authorization: "Bearer " },
    { "x-api-key": "" },
  ];
  for (const headers of wrong) {
    assert.equal(hasKey(request("/api/tags", headers)), false, JSON.stringify(headers));
  }
});

Deno.test("only the paths that tell whether the server is well need no key", () => {
  const hasKey = keyChecker("secret");
  for (const path of ["/", "/?a=b", "/healthz", "/readyz"]) {
    assert.equal(hasKey(request(path)), true, path);
  }
  for (const path of ["/api/version", "/api/tags", "/v1/models", "/healthz/x", "//", "/metrics"]) {
    assert.equal(hasKey(request(path)), false, path);
  }
});

Deno.test("a server without a key asks for none", () => {
  assert.equal(keyChecker("")(request("/api/tags")), true);
});
