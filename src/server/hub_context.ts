import type { Logger } from "../base/mod.ts";
import { type Config, registryHost } from "../config/mod.ts";
import { join } from "../deps/path.ts";
import { dockerConfigPath, Hub } from "../hub/mod.ts";

/** The variable that holds a token of the configured registry, for machines where nobody signs in. */
const TOKEN = "HOLOGRAM_REGISTRY_TOKEN";

/**
 * The ways out that a configuration and the environment describe; nothing is read or asked before it is needed.
 *
 * @param env Reads an environment variable.
 */
export function openHub(
  config: Config,
  logger: Logger,
  env: (name: string) => string | undefined = Deno.env.get,
): Hub {
  const userHome = env("HOME") || env("USERPROFILE");
  const token = env(TOKEN)?.trim();
  return new Hub({
    partials: join(config.models.path, "partial"),
    credentials: {
      path: join(config.home, "credentials.json"),
      dockerConfig: dockerConfigPath(env, userHome),
      ...token ? { environment: { host: registryHost(config), token } } : {},
      logger,
    },
    ...{ env, userHome, logger },
  });
}
