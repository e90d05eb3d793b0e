/** Where {@linkcode homeFolder} looks; the system itself unless given. */
export interface HomeFolderOptions {
  /** Reads an environment variable. */
  env?: (name: string) => string | undefined;
  /** Reads a file. */
  readTextFile?: (path: string) => string;
}

/**
 * The home folder of the present user, from `HOME` or `USERPROFILE`, or of another, from `/etc/passwd` (passwd(5):
 * seven fields between colons, the first the name, the sixth the folder). `undefined` where these do not tell.
 */
export function homeFolder(user?: string, options: HomeFolderOptions = {}): string | undefined {
  const env = options.env ?? ((name) => Deno.env.get(name));
  if (user === undefined) return env("HOME") || env("USERPROFILE") || undefined;
  const entry = passwd(options.readTextFile ?? Deno.readTextFileSync)
    .map((line) => line.split(":")).find(([name]) => name === user);
  return entry?.[5] || undefined;
}

function passwd(readTextFile: (path: string) => string): string[] {
  try {
    return readTextFile("/etc/passwd").split("\n");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
