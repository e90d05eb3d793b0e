import assert from "node:assert/strict";
import { isLocalHost, isLoopbackHost } from "../../src/server/guard_host.ts";

Deno.test("isLoopbackHost() knows the names under which only this machine reaches itself", () => {
  for (const host of ["localhost", "127.0.0.1", "127.8.9.10", "::1", "[::1]", "::ffff:127.0.0.1"]) {
    assert.equal(isLoopbackHost(host), true, host);
  }
  for (
    const host of ["example.com", "10.0.0.1", "localhost.evil", "127.evil", "::2", "0.0.0.0", "::"]
  ) {
    assert.equal(isLoopbackHost(host), false, host);
  }
});

Deno.test("isLocalHost() takes names and addresses that no public name can have", () => {
  const local = [
    ...["localhost", "a.localhost", "box.local", "host.docker.internal", "mybox", "localhost."],
    ...["10.1.2.3", "172.16.0.1", "172.31.255.1", "192.168.0.9", "0.0.0.0", "[::1]", "[fd00::1]"],
  ];
  for (const host of local) assert.equal(isLocalHost(host, "MyBox"), true, host);
  const foreign = [
    ...["evil.example", "localhost.evil", "local", "8.8.8.8", "172.15.0.1", "172.32.0.1"],
    ...["192.169.0.1", "10.evil.com", "10.0.0.1.evil.com", "[2001:db8::1]", "otherbox", ""],
  ];
  for (const host of foreign) assert.equal(isLocalHost(host, "MyBox"), false, host);
});
