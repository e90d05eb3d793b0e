import { HologramError } from "../base/mod.ts";
import { join, resolve } from "../deps/path.ts";

/** The home folder of a user, of the present one where no name is given; `undefined` where nothing tells. */
export type HomeOf = (user?: string) => string | undefined;

/**
 * The absolute path that a path in a Holofile means: `~` and `~user` are home folders, anything else stands relative
 * to the Holofile's folder.
 *
 * @throws {HologramError} `not_found` when there is no such user.
 */
export function expandPath(path: string, folder: string, homeOf: HomeOf): string {
  const [, user, rest] = /^~([^/\\]*)(.*)$/s.exec(path) ?? [];
  if (user === undefined || rest === undefined) return resolve(folder, path);
  const home = homeOf(user || undefined);
  if (home !== undefined) return resolve(join(home, rest));
  throw new HologramError(
    `Cannot find ${path}: the home folder of ${user ? `user ${user}` : "this user"} is not known`,
    { kind: "not_found" },
  );
}
