import { HologramError } from "../../../base/mod.ts";
import { Hono } from "../../../deps/hono.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";

/**
 * `HEAD` and `POST /api/blobs/sha256:<hex>`: whether a blob is here, and its upload, hashed on its way to the disk. A
 * blob that no model takes within an hour is removed.
 */
export function blobRoutes({ store }: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>()
    // Hono answers HEAD with the handler of GET.
    .get("/api/blobs/:digest", async (c) => {
      if (c.req.method !== "HEAD") {
        return c.json({ error: "method not allowed" }, 405, { allow: "HEAD, POST" });
      }
      const found = await store.blobs.hasBlob(checked(c.req.param("digest")));
      return c.body(null, found ? 200 : 404);
    })
    .post("/api/blobs/:digest", async (c) => {
      const digest = checked(c.req.param("digest"));
      if (await store.blobs.hasBlob(digest)) {
        await c.req.raw.body?.cancel();
        return c.body(null, 200);
      }
      await store.blobs.putBlob(c.req.raw.body ?? new Uint8Array(), digest);
      return c.body(null, 201);
    });
}

function checked(digest: string): string {
  if (/^sha256[:-][0-9a-fA-F]{64}$/.test(digest)) return digest.toLowerCase();
  throw new HologramError("invalid digest format", { kind: "invalid" });
}
