import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  type Downloader,
  type DownloadItem,
  type HubClient,
  openHubClient,
} from "../../../src/hub/huggingface/mod.ts";
import type { HubServer } from "../../support/hub_server.ts";

/** A client of a test hub with variables of the environment; waits of retries are noted and take no time. */
export function hubClientFor(
  hub: Pick<HubServer, "url">,
  variables: Record<string, string> = {},
  { userHome, waits = [] }: { userHome?: string; waits?: number[] } = {},
): Promise<HubClient> {
  const environment: Record<string, string> = { HF_ENDPOINT: hub.url, ...variables };
  return openHubClient({
    fetch,
    env: (name) => environment[name],
    userHome,
    sleep: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
  });
}

/** Downloads whole files, one after the other, and checks them. */
export const plainDownloader: Downloader = {
  async download(items: DownloadItem[], { signal, onProgress }) {
    for (const { url, headers, path, size, digest, label } of items) {
      const response = await fetch(url, { headers: { ...headers }, signal: signal ?? null });
      const bytes = await response.bytes();
      assert.equal(response.status, 200, `${label}: ${response.status}`);
      assert.equal(bytes.length, size, label);
      assert.equal(digestLike(digest!, bytes), digest, label);
      await Deno.writeFile(path, bytes);
      onProgress?.({ label, completed: bytes.length, total: bytes.length });
    }
  },
};

function digestLike(digest: string, bytes: Uint8Array): string {
  return digest.startsWith("sha256:")
    ? `sha256:${createHash("sha256").update(bytes).digest("hex")}`
    : `git-sha1:${createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex")}`;
}
