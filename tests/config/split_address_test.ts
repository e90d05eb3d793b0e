import assert from "node:assert/strict";
import { splitAddress } from "../../src/config/split_address.ts";
import { serverUrl } from "../../src/config/mod.ts";

Deno.test("splitAddress() takes hosts with and without a port", () => {
  const cases: [string, string | undefined, number | undefined][] = [
    ["1.2.3.4", "1.2.3.4", undefined],
    [":1234", undefined, 1234],
    ["1.2.3.4:1234", "1.2.3.4", 1234],
    ["example.com", "example.com", undefined],
    ["example.com:1234", "example.com", 1234],
    [":0", undefined, 0],
    ["[::1]", "::1", undefined],
    ["[::]", "::", undefined],
    ["::1", "::1", undefined],
    ["::", "::", undefined],
    ["[::1]:1337", "::1", 1337],
    ["fe80::1%eth0", "fe80::1%eth0", undefined],
    ["::ffff:1.2.3.4", "::ffff:1.2.3.4", undefined],
    [" 1.2.3.4 ", "1.2.3.4", undefined],
    ["http://1.2.3.4", "1.2.3.4", 80],
    ["http://1.2.3.4/", "1.2.3.4", 80],
    ["http://1.2.3.4:4321", "1.2.3.4", 4321],
    ["http://[::1]", "::1", 80],
    ["https://1.2.3.4", "1.2.3.4", 443],
    ["https://:4321", undefined, 4321],
    ["HTTPS://example.com/a/b/", "example.com", 443],
  ];
  for (const [text, host, port] of cases) {
    const address = splitAddress(text);
    assert.deepEqual([address?.host, address?.port], [host, port], text);
  }
});

Deno.test("splitAddress() takes the scheme and the path of a URL, and the path of a socket", () => {
  assert.deepEqual(splitAddress("https://example.com/a/b/"), {
    scheme: "https",
    host: "example.com",
    port: 443,
    path: "/a/b",
  });
  assert.deepEqual(splitAddress("http://a"), { scheme: "http", host: "a", port: 80 });
  assert.deepEqual(splitAddress("a"), { host: "a" });
  assert.deepEqual(splitAddress("unix:///run/a b.sock"), { socket: "/run/a b.sock" });
  assert.deepEqual(splitAddress("unix:/run/a"), { socket: "/run/a" });
});

Deno.test("splitAddress() refuses what is no address", () => {
  const wrong = [
    ...[
      "",
      " ",
      ":",
      ":66000",
      ":-1",
      "host:",
      "host:port",
      "a b",
      "a/b",
      "http://",
      "http://a/b c",
    ],
    ...["http://a/b?c", "http://a/../b#", "unix:relative", "unix://", "unix://host"],
    ...["https://1.2.3.4:x", "ftp://a", "[::1", "::1]", "[host]", "[]", "a:1:b", "-a", "a\nb", "é"],
  ];
  for (const text of wrong) assert.equal(splitAddress(text), undefined, text);
});

Deno.test("serverUrl() brackets IPv6 and calls a listener on every interface by its loopback address", () => {
  const cases = [
    ["127.0.0.1", "http://127.0.0.1:1234"],
    ["0.0.0.0", "http://127.0.0.1:1234"],
    ["::", "http://[::1]:1234"],
    ["::1", "http://[::1]:1234"],
    ["192.168.1.5", "http://192.168.1.5:1234"],
    ["example.com", "http://example.com:1234"],
  ] as const;
  for (const [host, url] of cases) assert.equal(serverUrl({ host, port: 1234 }), url);
});
