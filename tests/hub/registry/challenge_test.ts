import assert from "node:assert/strict";
import { chooseChallenge, isSameHost, parseChallenges } from "../../../src/hub/registry/mod.ts";
import { ollamaCases } from "../../support/ollama_cases.ts";

const challenges = ollamaCases("registry_challenge");
const realms = ollamaCases("registry_realm_same_host");

Deno.test({
  name: "challenges are read as Ollama reads them",
  ignore: challenges === undefined,
  fn() {
    for (const { in: header, expect } of challenges!.cases) {
      const { realm, service, scope } = parseChallenges(header)[0] ??
        { realm: "", service: "", scope: "" };
      assert.deepEqual({ realm, service, scope }, expect, header);
    }
  },
});

Deno.test({
  name: "a token server counts as the registry's own where Ollama says so",
  ignore: realms === undefined,
  fn() {
    for (const { realm, host, rejected } of realms!.cases) {
      assert.equal(!isSameHost(realm, host), rejected, `${realm} of ${host}`);
    }
  },
});

Deno.test("several challenges, quoted commas and escapes are read", () => {
  assert.deepEqual(
    parseChallenges(
      'Basic realm="a \\"b\\", c", charset="UTF-8", BEARER realm=https://x/t , scope="r:x:pull,push r:y:pull"',
    ),
    [
      { scheme: "basic", realm: 'a "b", c', service: "", scope: "" },
      { scheme: "bearer", realm: "https://x/t", service: "", scope: "r:x:pull,push r:y:pull" },
    ],
  );
  assert.equal(
    chooseChallenge(parseChallenges("Negotiate, Basic realm=x, Bearer realm=y"))?.realm,
    "y",
  );
  assert.equal(chooseChallenge(parseChallenges("Negotiate")), undefined);
});

Deno.test("a realm is compared by host and port, in any letter case, never by its beginning", () => {
  assert.ok(isSameHost("https://Example.com:443/token", "example.COM"));
  assert.ok(isSameHost("http://127.0.0.1:5000/token", "127.0.0.1:5000"));
  for (
    const realm of [
      "https://example.com.evil.test/token",
      "https://evil.test/example.com",
      "https://example.com@evil.test/token",
      "https://example.com:444/token",
      "ftp://example.com/token",
      "/token",
      "",
    ]
  ) assert.ok(!isSameHost(realm, "example.com"), realm);
});
