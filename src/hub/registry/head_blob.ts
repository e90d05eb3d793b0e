import type { Connection } from "./connection.ts";
import { repositoryScope } from "./manifests.ts";

/** Which blob is meant. */
export interface BlobRequest {
  /** The repository, `library/smollm`. */
  repository: string;
  /** `sha256:<hex>` of its bytes. */
  digest: string;
  /** Ends the request. */
  signal?: AbortSignal;
}

/** What a registry says of a blob without sending it. */
export interface BlobInfo {
  /** Its length in bytes, where the registry says it. */
  size: number | undefined;
}

/** Asks whether a repository has a blob; `undefined` when it has not. */
export async function headBlob(
  connection: Connection,
  { repository, digest, signal }: BlobRequest,
): Promise<BlobInfo | undefined> {
  const { status, headers } = await connection.send({
    what: `look for blob ${digest}`,
    method: "HEAD",
    path: blobPath(repository, digest),
    scopes: [repositoryScope(repository, "pull")],
    expect: [200, 404],
    signal,
  });
  if (status === 404) return undefined;
  const length = headers.get("content-length");
  return { size: length === null ? undefined : Number(length) };
}

/** The path of a blob below a registry's root. */
export function blobPath(repository: string, digest: string): string {
  return `/v2/${repository}/blobs/${digest}`;
}
