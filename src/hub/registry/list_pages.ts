import type { Connection } from "./connection.ts";
import { parseJson, RegistryError } from "./registry_error.ts";
import type * as z from "../../deps/zod.ts";

/** A list that a registry gives in pages. */
export interface PagedList {
  /** What it is for, as an error begins. */
  what: string;
  /** The path of its first page. */
  path: string;
  /** The rights that it needs. */
  scopes: readonly string[];
  /** Ends the requests. */
  signal?: AbortSignal;
}

/** Reads all pages of a list, each of which names the next one in `Link: <url>; rel="next"` (RFC 8288). */
export async function listPages<T>(
  connection: Connection,
  { what, path, scopes, signal }: PagedList,
  schema: z.ZodType<T[]>,
): Promise<T[]> {
  const found: T[] = [];
  const seen = new Set<string>();
  let url: URL | undefined = new URL(path, connection.url);
  while (url !== undefined) {
    if (seen.has(url.href) || url.origin !== connection.url.origin) {
      throw new RegistryError(`${what}: expected the next page of the list, got ${url.pathname}`, {
        kind: "invalid",
      });
    }
    seen.add(url.href);
    const response = await connection.send({
      ...{ what, method: "GET", path: url, scopes, signal, expect: [200] },
    });
    const page = schema.safeParse(parseJson(response.bytes));
    if (!page.success) {
      throw new RegistryError(`${what}: expected a list of names`, { kind: "invalid" });
    }
    found.push(...page.data);
    url = nextPage(response.headers.get("link"), url);
  }
  return found;
}

/** The next page that a `Link` header names, if it names one. */
function nextPage(link: string | null, url: URL): URL | undefined {
  const pattern = /<([^>]*)>((?:\s*;[^,]*)?)/g;
  for (const [, target, parameters] of (link ?? "").matchAll(pattern)) {
    const isNext = /;\s*rel\s*=\s*"?(?:[^"]*\s)?next\b/i.test(parameters!);
    if (isNext && URL.canParse(target!, url)) return new URL(target!, url);
  }
  return undefined;
}
