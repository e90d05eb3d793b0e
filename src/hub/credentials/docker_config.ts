import { errorMessage, HologramError } from "../../base/mod.ts";
import { join } from "../../deps/path.ts";
import * as z from "../../deps/zod.ts";
import type { Credential } from "./credential.ts";
import { credentialHost } from "./credential_host.ts";

const entry = z.object({
  auth: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  identitytoken: z.string().optional(),
  registrytoken: z.string().optional(),
});

const schema = z.object({
  auths: z.record(z.string(), entry).nullish(),
  credHelpers: z.record(z.string(), z.string()).nullish(),
  credsStore: z.string().nullish(),
});

/** What Docker's configuration says of registries. */
export interface DockerConfig {
  /** Credentials that stand in the file, by host. */
  credentials: Map<string, Credential>;
  /** The credential helper of each host that has one of its own. */
  helpers: Map<string, string>;
  /** The credential helper of all other hosts. */
  defaultHelper: string | undefined;
}

/** Where Docker keeps its configuration: in `DOCKER_CONFIG`, else in `~/.docker`. */
export function dockerConfigPath(
  env: (name: string) => string | undefined,
  userHome: string | undefined,
): string | undefined {
  const folder = env("DOCKER_CONFIG") || (userHome && join(userHome, ".docker"));
  return folder ? join(folder, "config.json") : undefined;
}

/**
 * Reads Docker's `config.json`: `auths` (base64 `auth`, `identitytoken`, `registrytoken`), `credHelpers`, `credsStore`.
 * `undefined` when there is none.
 *
 * @throws {HologramError} `invalid` when it cannot be read; its contents are not shown.
 */
export async function readDockerConfig(path: string): Promise<DockerConfig | undefined> {
  const fail = (reason: string): HologramError =>
    new HologramError(`Cannot read Docker's credentials in ${path}: ${reason}`, {
      kind: "invalid",
    });
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw fail(errorMessage(error));
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw fail("it is not JSON");
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw fail(`${parsed.error.issues[0]!.path.join(".") || "it"} is not as expected`);
  }
  const { auths, credHelpers, credsStore } = parsed.data;
  const credentials = new Map<string, Credential>();
  for (const [address, fields] of Object.entries(auths ?? {})) {
    const credential = credentialOf(fields);
    if (credential !== undefined) credentials.set(credentialHost(address), credential);
  }
  const helpers = Object.entries(credHelpers ?? {})
    .map(([address, name]) => [credentialHost(address), name] as const);
  return { credentials, helpers: new Map(helpers), defaultHelper: credsStore || undefined };
}

/** The credential of an entry; `undefined` for one that is empty, as a helper leaves it, or damaged. */
function credentialOf(fields: z.infer<typeof entry>): Credential | undefined {
  const decoded = decodeBase64(fields.auth ?? "");
  const colon = decoded.indexOf(":");
  const username = fields.username || decoded.slice(0, Math.max(colon, 0));
  const password = fields.password || (colon < 0 ? "" : decoded.slice(colon + 1));
  const known = username === "" ? {} : { username };
  if (fields.identitytoken) return { kind: "identity", token: fields.identitytoken, ...known };
  if (fields.registrytoken) return { kind: "token", token: fields.registrytoken, ...known };
  return username && password ? { kind: "password", username, password } : undefined;
}

/** The text behind base64, without the zero bytes in which Docker's may end; nothing when it is damaged. */
function decodeBase64(text: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.fromBase64(text)).replace(/\0+$/, "");
  } catch {
    return "";
  }
}
