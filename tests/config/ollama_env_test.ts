import assert from "node:assert/strict";
import { type Config, loadConfig, serverUrl } from "../../src/config/mod.ts";
import { ollamaCases } from "../support/ollama_cases.ts";

function load(env: Record<string, string>): Promise<Config> {
  return loadConfig({ env: (name) => env[name], home: "/home/u", exists: () => false });
}

/** Compares what a variable comes to; where Ollama falls back to its default, ours is an error. */
function compare(
  group: string,
  variable: string,
  read: (config: Config) => string,
  refused: readonly string[],
  otherwise: Readonly<Record<string, string>> = {},
): void {
  const cases = ollamaCases(group);
  Deno.test({
    name: `${variable} means what Ollama's variable means`,
    ignore: cases === undefined,
    fn: async () => {
      for (const { in: text, expect } of cases!.cases) {
        const loading = load({ [variable]: text });
        if (refused.includes(text)) {
          await assert.rejects(loading, { kind: "usage" }, text);
        } else {
          assert.equal(read(await loading), otherwise[text] ?? expect, `${variable}=${text}`);
        }
      }
    },
  });
}

/** Seconds as Go's nanoseconds, for ever as its largest number. */
function goNanoseconds(seconds: number): string {
  return seconds < 0 ? "9223372036854775807" : String(seconds * 1e9);
}

compare(
  "env_keep_alive",
  "HOLOGRAM_KEEP_ALIVE",
  ({ server }) => goNanoseconds(server.idle_timeout_secs),
  ["???", "1d", "1y", "1w"],
);
compare(
  "env_load_timeout",
  "HOLOGRAM_LOAD_TIMEOUT",
  ({ server }) => goNanoseconds(server.load_timeout),
  ["???", "1d"],
);
compare(
  "env_host",
  "HOLOGRAM_HOST",
  ({ server: { scheme, host, port, path } }) =>
    `${scheme || "http"}://${host.includes(":") ? `[${host}]` : host}:${port}${path}`,
  [":66000", ":-1"],
  // A port alone leaves the host as it is, and no host has rules of its own.
  {
    ":1234": "http://127.0.0.1:1234",
    ":0": "http://127.0.0.1:0",
    "ollama.com": "http://ollama.com:11434",
  },
);
compare("env_connectable_host", "HOLOGRAM_HOST", ({ server }) => serverUrl(server), []);
compare("env_var_trim", "HOLOGRAM_MODELS_PATH", ({ models }) => models.path, [], {
  "value": `${Deno.cwd()}/value`,
  " value ": `${Deno.cwd()}/value`,
  " 'value' ": `${Deno.cwd()}/value`,
  ' "value" ': `${Deno.cwd()}/value`,
  " ' value ' ": `${Deno.cwd()}/ value `,
  ' " value " ': `${Deno.cwd()}/ value `,
});
