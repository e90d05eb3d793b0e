import { HologramError } from "../base/mod.ts";

const LOCAL_HOSTS = ["localhost", "127.0.0.1", "0.0.0.0", "[::1]"];
/** Origins of programs that show pages of their own on this machine. */
const PROGRAM_ORIGINS = ["app", "file", "tauri", "vscode-webview", "vscode-file"]
  .map((scheme) => `${scheme}://*`);
const LOCAL_ORIGINS = LOCAL_HOSTS.flatMap((host) =>
  ["", ":*"].flatMap((port) => ["http", "https"].map((scheme) => `${scheme}://${host}${port}`))
);

/** The origins whose pages may use the API: the configured ones, then those of this machine. `*` stands for anything. */
export function allowedOrigins(configured: readonly string[]): string[] {
  return [...configured, ...LOCAL_ORIGINS, ...PROGRAM_ORIGINS];
}

/** Tells whether an origin is one of a list in which `*` stands for anything but what ends a host and port. */
export function originMatcher(patterns: readonly string[]): (origin: string) => boolean {
  if (patterns.includes("*")) return () => true;
  const alternatives = patterns.map((pattern) =>
    pattern.split("*").map((part) => part.replace(/[.[\]+?(){}|^$\\]/g, "\\$&")).join("[^\\s/@?#]*")
  );
  const expression = new RegExp(`^(?:${alternatives.join("|")})$`, "i");
  return (origin) => expression.test(origin);
}

/**
 * Refuses what a page from elsewhere sends through a browser: a request with a foreign `Origin`. A page that came from
 * this very server, under whatever name, is not foreign.
 *
 * @throws {HologramError} `forbidden`
 */
export function guardOrigin(request: Request, isAllowed: (origin: string) => boolean): void {
  const origin = request.headers.get("origin");
  if (origin === null || isAllowed(origin)) return;
  if (URL.canParse(origin) && new URL(origin).host === new URL(request.url).host) return;
  throw new HologramError(`Requests from ${origin.slice(0, 200)} are not allowed`, {
    kind: "forbidden",
    hint: "Name the origin in HOLOGRAM_ORIGINS, and start the server again",
  });
}
