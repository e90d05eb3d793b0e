import assert from "node:assert/strict";
import { allowedOrigins, guardOrigin, originMatcher } from "../../src/server/guard_origin.ts";
import { ollamaCases } from "../support/ollama_cases.ts";

function guard(origin: string | undefined, configured: string[] = [], host = "127.0.0.1:11434") {
  const headers: HeadersInit = origin === undefined ? [] : [["origin", origin]];
  guardOrigin(
    new Request(`http://${host}/api/tags`, { headers }),
    originMatcher(allowedOrigins(configured)),
  );
}

Deno.test("a page from elsewhere is refused", () => {
  const foreign = [
    ...["https://example.com", "http://localhost.example.com", "null", "http://localhost@evil"],
    ...["http://evil/localhost", "ftp://localhost", "http://127.0.0.1.evil.com", "xapp://a"],
    ...["http://localhost:1@evil", "chrome-extension://abc", "", "http://[::1]evil"],
  ];
  for (const origin of foreign) assert.throws(() => guard(origin), { kind: "forbidden" }, origin);
});

Deno.test("a page of this machine, a program that shows pages, and what is no page are not refused", () => {
  const own = [
    ...["http://localhost", "http://localhost:3000", "https://127.0.0.1", "http://[::1]:8080"],
    ...["http://0.0.0.0:1", "app://obsidian.md", "file://", "tauri://localhost"],
    ...["vscode-webview://abc", "vscode-file://vscode-app", "HTTP://LOCALHOST:1", undefined],
  ];
  for (const origin of own) guard(origin);
});

Deno.test("configured origins are allowed, with wildcards that stay within a host", () => {
  const configured = ["https://a.example", "http://*.b.example:*", "moz-extension://*"];
  guard("https://a.example", configured);
  guard("http://x.b.example:81", configured);
  guard("moz-extension://1-2", configured);
  for (
    const origin of [
      "http://a.example",
      "https://a.example:1",
      "http://x.b.example",
      "http://a/.b.example:1",
    ]
  ) assert.throws(() => guard(origin, configured), { kind: "forbidden" }, origin);
  guard("null", ["*"]);
});

Deno.test("a page that the server itself gave out is not foreign, under whatever name", () => {
  guard("http://192.168.1.5:11434", [], "192.168.1.5:11434");
  guard("https://ai.example", [], "ai.example");
  assert.throws(() => guard("http://192.168.1.5:80", [], "192.168.1.5:11434"));
});

const cases = ollamaCases("env_origins");
Deno.test({
  name: "the origins allowed are Ollama's and the IPv6 loopback, the configured ones first",
  ignore: cases === undefined,
  fn: () => {
    for (const { in: text, expect } of cases!.cases) {
      const configured = text === "" ? [] : text.split(",");
      const origins = allowedOrigins(configured).filter((origin) => !origin.includes("[::1]"));
      assert.deepEqual(origins.sort(), expect.sort(), text);
      assert.deepEqual(allowedOrigins(configured).slice(0, configured.length), configured, text);
    }
  },
});
