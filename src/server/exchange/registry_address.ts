import { HologramError } from "../../base/mod.ts";
import type { Config } from "../../config/mod.ts";
import { type RegistryAddress, registryUrl } from "../../hub/mod.ts";

/** A registry, as a name or a request says it. */
export interface NamedRegistry {
  /** Its host, with a port if need be. */
  host: string;
  /** The scheme that stands before it. */
  scheme?: string;
}

/** How a registry is reached: the configured one by its own scheme, unless another is named. */
export function registryAddress(
  { registry }: Pick<Config, "registry">,
  { host, scheme }: NamedRegistry,
  insecure: boolean | null | undefined,
): RegistryAddress {
  const own = new URL(registry.default);
  const known = host.toLowerCase() === own.host ? own.protocol.slice(0, -1) : undefined;
  const wanted = scheme ?? known;
  return {
    host,
    ...wanted === undefined ? {} : { scheme: wanted },
    insecure: insecure === true,
  };
}

/**
 * The registry that `host[:port]` or its URL names; the configured one for nothing.
 *
 * @throws {HologramError} `invalid` when it is neither.
 */
export function parseRegistry(
  config: Pick<Config, "registry">,
  text: string | null | undefined,
  insecure?: boolean | null,
): RegistryAddress {
  const [, scheme, host] = /^(?:([a-z][a-z\d+.-]*):\/\/)?(.*?)\/?$/is.exec(
    text?.trim() || config.registry.default,
  )!;
  const named = { host: host!, ...scheme === undefined ? {} : { scheme: scheme.toLowerCase() } };
  const address = registryAddress(config, named, insecure);
  // Says at once what is no host.
  const url = registryUrl(address);
  if (url.host === "") {
    throw new HologramError("Cannot reach the registry: expected host[:port]", { kind: "invalid" });
  }
  return { ...address, host: url.host };
}
