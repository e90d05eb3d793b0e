import { errorMessage, type Logger } from "../base/mod.ts";
import type { Config } from "../config/mod.ts";
import type { App } from "./app.ts";

/** Loads the configured models, one after the other. One that cannot be loaded is told in the log, and the next is tried. */
export async function preload(
  app: App,
  { preload: names, api_key }: Config["server"],
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  for (const model of names) {
    if (signal.aborted) return;
    const reason = await load(app, model, api_key, signal).catch(errorMessage);
    if (reason !== undefined && !signal.aborted) {
      logger.log("warn", "Could not load a model at the start", { model, reason });
    }
  }
}

/** Loads one model as a client would; why it cannot, or nothing. */
async function load(
  app: App,
  model: string,
  key: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const request = new Request("http://localhost/api/generate", {
    method: "POST",
    headers: key === "" ? {} : { authorization: `Bearer ${key}` },
    body: JSON.stringify({ model, stream: false }),
  });
  const response = await app(request, { local: true, signal });
  const { error } = await response.json() as { error?: string };
  return response.ok ? undefined : error ?? `status ${response.status}`;
}
