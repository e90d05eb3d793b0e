import type { Connection } from "./connection.ts";
import { blobPath } from "./head_blob.ts";
import { repositoryScope } from "./manifests.ts";
import type { TransferItem, Transfers } from "./transfers.ts";

/** A blob, as a manifest describes it. */
export interface RegistryBlob {
  /** `sha256:<hex>` of its bytes. */
  digest: string;
  /** Its length in bytes. */
  size: number;
}

/** How far a blob has come. */
export interface BlobProgress {
  /** `sha256:<hex>` of its bytes. */
  digest: string;
  /** Bytes that have arrived. */
  completed: number;
  /** Its length in bytes. */
  total: number;
}

/** How blobs are pulled or pushed. */
export interface BlobTransferOptions {
  /** The path of a blob's file. */
  pathOf: (digest: string) => string;
  /** Ends the transfer. */
  signal?: AbortSignal;
  /** Is told how far each blob has come. */
  onProgress?: (progress: BlobProgress) => void;
}

/** Each blob once. */
export function distinctBlobs(blobs: readonly RegistryBlob[]): RegistryBlob[] {
  return [...new Map(blobs.map((blob) => [blob.digest, blob])).values()];
}

/** Downloads blobs of a repository through the transfer engine, which verifies their digests. */
export async function pullBlobs(
  connection: Connection,
  transfers: Transfers,
  { repository, blobs }: { repository: string; blobs: readonly RegistryBlob[] },
  { pathOf, signal, onProgress }: BlobTransferOptions,
): Promise<void> {
  const wanted = distinctBlobs(blobs);
  const sizes = new Map(wanted.map(({ digest, size }) => [digest, size]));
  const scopes = [repositoryScope(repository, "pull")];
  const first = await connection.authorization(scopes, signal);
  const items = wanted.map(({ digest, size }): TransferItem => {
    let sent = first;
    return {
      url: new URL(blobPath(repository, digest), connection.url).href,
      headers: headersOf(sent) ?? {},
      renewHeaders: async (challenge) => {
        // Another blob's request may have a new token already.
        const known = await connection.authorization(scopes, signal);
        sent = known === sent
          ? await connection.answer(challenge ?? null, scopes, sent, signal)
          : known;
        return headersOf(sent);
      },
      path: pathOf(digest),
      label: digest,
      ...{ digest, size },
    };
  });
  await transfers.download(items, {
    signal,
    onProgress: ({ label, completed }) =>
      onProgress?.({ digest: label, completed, total: sizes.get(label) ?? completed }),
  });
}

function headersOf(authorization: string | undefined): Record<string, string> | undefined {
  return authorization === undefined ? undefined : { authorization };
}
