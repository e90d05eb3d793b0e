import type { Config } from "./config.ts";

/** The host (with its port, if it has one) of the configured registry: the one that a model's name leaves out. */
export function registryHost(config: Pick<Config, "registry">): string {
  return new URL(config.registry.default).host;
}
