import { SILENT_LOGGER } from "../../src/base/mod.ts";
import { loadConfig } from "../../src/config/mod.ts";
import { Scheduler } from "../../src/scheduler/mod.ts";
import { Hub } from "../../src/hub/mod.ts";
import { allRoutes } from "../../src/server/app.ts";
import type { RequestOrigin, ServerContext } from "../../src/server/context.ts";
import { ServerMetrics } from "../../src/server/metrics/server_metrics.ts";
import { Store } from "../../src/store/mod.ts";

/** Every route, over a store of its own. */
export interface Routes {
  /** What the routes work with. */
  context: ServerContext;
  /** The routes. */
  routes: ReturnType<typeof allRoutes>;
  /** Sends a request from this machine. */
  send: (path: string, init?: RequestInit) => Promise<Response>;
}

/** Runs a test with every route over an empty store; a model cannot be loaded. */
export async function withRoutes(
  env: Record<string, string>,
  test: (routes: Routes) => Promise<void>,
): Promise<void> {
  const home = await Deno.makeTempDir();
  const config = await loadConfig({ env: (name) => env[name], home, exists: () => false });
  const scheduler = new Scheduler({
    command: { path: "false", args: [] },
    memoryBudget: 2 ** 30,
    idleTimeoutMs: -1,
    threads: 1,
    logger: SILENT_LOGGER,
  });
  const context: ServerContext = {
    config,
    scheduler,
    hub: new Hub({
      partials: `${home}/partial`,
      credentials: { path: `${home}/credentials.json` },
      env: (name) => env[name],
      userHome: undefined,
      // A request that left this machine would depend on what answers there.
      fetch: () => Promise.reject(new TypeError("client error (Connect): no network here")),
      sleep: () => Promise.resolve(),
    }),
    store: new Store(home, { defaultHost: "registry.example" }),
    logger: SILENT_LOGGER,
    now: () => new Date(0),
    metrics: new ServerMetrics(),
    randomBytes: (count) => new Uint8Array(count),
  };
  const routes = allRoutes(context);
  const origin: RequestOrigin = { local: true, signal: new AbortController().signal };
  try {
    await test({
      context,
      routes,
      send: async (path, init) =>
        await routes.fetch(new Request(`http://localhost${path}`, init), origin),
    });
  } finally {
    await scheduler.dispose();
    await Deno.remove(home, { recursive: true });
  }
}
