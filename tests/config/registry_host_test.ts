import assert from "node:assert/strict";
import { loadConfig, registryHost } from "../../src/config/mod.ts";

Deno.test("registryHost() is the host of the configured registry, with a port that is not the usual one", async () => {
  const host = async (registry?: string) =>
    registryHost(
      await loadConfig({
        env: (name) => name === "HOLOGRAM_REGISTRY" ? registry : undefined,
        home: "/nowhere",
      }),
    );
  assert.equal(await host(), "registry.hologram.dev");
  assert.equal(await host("https://Example.com:443/"), "example.com");
  assert.equal(await host("http://localhost:5000"), "localhost:5000");
});
