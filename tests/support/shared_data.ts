import { fromFileUrl, join } from "../../src/deps/path.ts";

/**
 * The path of a file or folder in the shared test data, or `undefined` where the data is absent.
 *
 * The data (real models and conformance suites) is not part of the repository: it stands beside it in
 * `../shared/data`, or wherever `HOLOGRAM_TEST_DATA` says.
 */
export function sharedData(...parts: string[]): string | undefined {
  const root = Deno.env.get("HOLOGRAM_TEST_DATA") ??
    fromFileUrl(new URL("../../../shared/data", import.meta.url));
  const path = join(root, ...parts);
  try {
    Deno.statSync(path);
    return path;
  } catch {
    return undefined;
  }
}
