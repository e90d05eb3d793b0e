import { HologramError } from "../../base/mod.ts";
import { isAbsolute, join } from "../../deps/path.ts";

/** A token of Hugging Face. */
export interface HubToken {
  /** The secret itself: for requests only, never for a message. */
  value: string;
  /** Where it is from, for messages: a variable's name or a file's path. */
  from: string;
}

/** What the environment says about Hugging Face. The variables are those of its own tools. */
export interface HubEnvironment {
  /** Address of the hub, without a slash at its end. */
  endpoint: string;
  /** The token, if there is one. */
  token?: HubToken;
  /** Whether the network must not be used. */
  isOffline: boolean;
  /** The folder of the cache that Hugging Face's tools share, if the home folder is known. */
  cache?: string;
}

/** Where the environment is read from. */
export interface ReadEnvironmentOptions {
  /** Reads an environment variable. */
  env: (name: string) => string | undefined;
  /** The user's home folder, if it is known. */
  userHome: string | undefined;
}

const DEFAULT_ENDPOINT = "https://huggingface.co";

/**
 * Reads `HF_ENDPOINT`, `HF_TOKEN`, `HUGGING_FACE_HUB_TOKEN`, `HF_TOKEN_PATH`, `HF_HOME`, `HF_HUB_CACHE` and
 * `HF_HUB_OFFLINE`. A token in a variable comes before one in a file.
 *
 * @throws {HologramError} `usage` when the endpoint is no address, or a token cannot be one.
 */
export async function readEnvironment(options: ReadEnvironmentOptions): Promise<HubEnvironment> {
  const { userHome } = options;
  const env = (name: string) => options.env(name)?.trim() || undefined;
  const folder = (name: string) => {
    const path = env(name);
    return path && userHome && /^~(?=$|[/\\])/.test(path) ? join(userHome, path.slice(1)) : path;
  };
  const xdg = folder("XDG_CACHE_HOME");
  const caches = xdg !== undefined && isAbsolute(xdg) ? xdg : userHome && join(userHome, ".cache");
  const home = folder("HF_HOME") ?? (caches && join(caches, "huggingface"));
  const cache = folder("HF_HUB_CACHE") ?? (home && join(home, "hub"));
  const tokenPath = folder("HF_TOKEN_PATH") ?? (home && join(home, "token"));
  const token = tokenIn(env, "HF_TOKEN") ?? tokenIn(env, "HUGGING_FACE_HUB_TOKEN") ??
    await tokenAt(tokenPath);
  return {
    endpoint: endpointOf(env("HF_ENDPOINT") ?? DEFAULT_ENDPOINT),
    ...token === undefined ? {} : { token },
    isOffline: /^(1|on|yes|true)$/i.test(env("HF_HUB_OFFLINE") ?? ""),
    ...cache === undefined ? {} : { cache },
  };
}

function endpointOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) &&
    url.search + url.hash + url.username + url.password === "";
  if (!isPlain) {
    throw new HologramError("Cannot use HF_ENDPOINT: expected an http or https URL", {
      kind: "usage",
      hint: `Unset it for ${DEFAULT_ENDPOINT}`,
    });
  }
  return url.href.replace(/\/+$/, "");
}

function tokenIn(env: (name: string) => string | undefined, name: string): HubToken | undefined {
  const value = env(name);
  return value === undefined ? undefined : checkToken({ value, from: name });
}

async function tokenAt(path: string | undefined): Promise<HubToken | undefined> {
  if (path === undefined) return undefined;
  try {
    const value = (await Deno.readTextFile(path)).trim();
    return value === "" ? undefined : checkToken({ value, from: path });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return undefined;
    }
    throw error;
  }
}

/** A token goes into a header: anything else than visible ASCII would fail there, and show it. */
function checkToken(token: HubToken): HubToken {
  if (/^[\x21-\x7e]+$/.test(token.value)) return token;
  throw new HologramError(
    `Cannot use the token from ${token.from}: it has characters no token has`,
    {
      kind: "usage",
    },
  );
}
