import { HologramError } from "../base/mod.ts";
import { isAbsolute, join, resolve } from "../deps/path.ts";

/** Where the program keeps what is its own. */
export interface Places {
  /** The program's folder: what else it keeps is in there. */
  home: string;
  /** The configuration file. */
  config: string;
  /** The folder of the models, unless the configuration names another. */
  models: string;
  /** The file of what was typed in chats. */
  history: string;
}

/** What decides where the places are. */
export interface PlacesOptions {
  /** Reads an environment variable, trimmed; `undefined` when it is unset or empty. */
  env: (name: string) => string | undefined;
  /** The user's home folder, if it is known. */
  userHome: string | undefined;
  /** Whether a path names something that exists. */
  exists: (path: string) => boolean;
}

const XDG_VARIABLES = ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"];

/**
 * Finds the places: all in `HOLOGRAM_HOME` where that is set; else all in `~/.hologram` if it exists, or if none of the
 * variables of the XDG Base Directory Specification is set; else where that specification says, each variable that is
 * not set having the default given there.
 *
 * @throws {HologramError} `usage` when the user's home is needed and not known.
 */
export function findPlaces({ env, userHome, exists }: PlacesOptions): Places {
  const named = env("HOLOGRAM_HOME");
  if (named !== undefined) return inOneFolder(absolutePath(named, ".", userHome));
  // The specification: a relative path is invalid and to be ignored.
  const xdg = (name: string) => {
    const folder = env(name);
    return folder !== undefined && isAbsolute(folder) ? folder : undefined;
  };
  const isWanted = XDG_VARIABLES.some((name) => xdg(name) !== undefined);
  if (!isWanted || (userHome && exists(join(userHome, ".hologram")))) {
    return inOneFolder(absolutePath("~/.hologram", ".", userHome));
  }
  const folder = (name: string, fallback: string) =>
    join(xdg(name) ?? absolutePath(fallback, ".", userHome), "hologram");
  const data = folder("XDG_DATA_HOME", "~/.local/share");
  return {
    home: data,
    config: join(folder("XDG_CONFIG_HOME", "~/.config"), "config.toml"),
    models: join(data, "models"),
    history: join(folder("XDG_STATE_HOME", "~/.local/state"), "history"),
  };
}

function inOneFolder(home: string): Places {
  return {
    home,
    config: join(home, "config.toml"),
    models: join(home, "models"),
    history: join(home, "history"),
  };
}

/**
 * A path with `~` spelled out, made absolute from a folder.
 *
 * @throws {HologramError} `usage` when it begins with `~` and the user's home is not known.
 */
export function absolutePath(path: string, base: string, userHome: string | undefined): string {
  if (!/^~(?=$|[/\\])/.test(path)) return resolve(base, path);
  if (!userHome) {
    throw new HologramError(`Cannot resolve ${path}: the home folder is not known`, {
      kind: "usage",
      hint: "Set HOME, or HOLOGRAM_HOME to an absolute path",
    });
  }
  return resolve(userHome, `.${path.slice(1)}`);
}
