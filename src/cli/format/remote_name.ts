import { type Config, registryHost } from "../../config/mod.ts";

/** Where a model is in its registry, with the parts that its name may leave out: `host/namespace/model:tag`. */
export function remoteName(name: string, config: Pick<Config, "registry">): string {
  const parts = name.replace(/^[a-z]+:\/\//i, "").split("/");
  if (parts.length < 2) parts.unshift("library");
  if (parts.length < 3) parts.unshift(registryHost(config));
  const path = parts.join("/");
  return parts.at(-1)!.includes(":") ? path : `${path}:latest`;
}
