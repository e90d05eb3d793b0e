import * as z from "../../deps/zod.ts";
import { BlobUpload, type PushedBlob } from "./blob_upload.ts";
import type { Challenge } from "./challenge.ts";
import { Connection, type ConnectionOptions } from "./connection.ts";
import { type BlobInfo, blobPath, headBlob } from "./head_blob.ts";
import { listPages } from "./list_pages.ts";
import {
  deleteManifest,
  type FetchedManifest,
  getManifest,
  headManifest,
  type ManifestInfo,
  putManifest,
  repositoryScope,
} from "./manifests.ts";
import {
  type BlobTransferOptions,
  distinctBlobs,
  pullBlobs,
  type RegistryBlob,
} from "./pull_blobs.ts";
import type { Transfers } from "./transfers.ts";

/** What a {@linkcode RegistryClient} is made of. */
export interface RegistryClientOptions extends ConnectionOptions {
  /** What downloads blobs. */
  transfers: Transfers;
  /** Bytes of the first chunk of an upload. */
  chunkSize?: number;
}

/** Options of any request. */
export interface RequestOptions {
  /** Ends the request. */
  signal?: AbortSignal;
}

/** A model that is to be pushed. */
export interface ModelToPush {
  /** The manifest's bytes, which are stored as they are. */
  manifest: Uint8Array<ArrayBuffer>;
  /** The manifest's media type. */
  mediaType: string;
  /** The blobs that the manifest refers to. */
  blobs: readonly RegistryBlob[];
}

/** How a model is pushed. */
export interface PushOptions extends BlobTransferOptions {
  /** A repository of the same registry that has a blob already, where the caller knows one: its bytes are not sent. */
  mountFrom?: (digest: string) => string | undefined;
  /** Is told how each blob came to be there. */
  onPushed?: (digest: string, how: PushedBlob) => void;
  /** Is told when the blobs are there and the manifest goes. */
  onManifest?: () => void;
}

/**
 * A client of one registry (OCI distribution specification 1.1). Requests are made again after failures that may pass;
 * credentials are sent only where the registry asks for them, and only to its own host.
 *
 * Every method throws a `RegistryError` when the registry refuses or does not answer: `forbidden` for what the user
 * may not do (401: `unauthorized: ...`), `not_found`, `unavailable`; and the signal's reason when it aborts.
 */
export class RegistryClient {
  readonly #connection: Connection;

  /**
   * Speaks to nobody yet.
   *
   * @throws {HologramError} `invalid`, `insecure protocol http`, when the registry may not be spoken to without TLS.
   */
  constructor(private readonly options: RegistryClientOptions) {
    this.#connection = new Connection(options);
  }

  /** The registry's root, `https://host/`. */
  get url(): URL {
    return new URL(this.#connection.url);
  }

  /** What the registry asked for last in the way of credentials; `undefined` when it has asked for nothing yet. */
  get challenge(): Challenge | undefined {
    return this.#connection.challenge;
  }

  /** Asks whether the host is a registry and takes the credentials that it is given. */
  async ping({ signal }: RequestOptions = {}): Promise<void> {
    await this.#connection.send({
      ...{ what: `ping ${this.#connection.url.host}`, method: "GET", path: "/v2/", signal },
      expect: [200],
    });
  }

  /**
   * Fetches a manifest by its tag or digest.
   *
   * @throws {RegistryError} `not_found`, `pull model manifest: file does not exist`; `invalid` when its bytes do not have
   * the digest.
   */
  getManifest(
    repository: string,
    reference: string,
    options: RequestOptions = {},
  ): Promise<FetchedManifest> {
    return getManifest(this.#connection, { ...options, repository, reference });
  }

  /** The digest and type of a manifest, without its bytes; `undefined` when there is none. */
  headManifest(
    repository: string,
    reference: string,
    options: RequestOptions = {},
  ): Promise<ManifestInfo | undefined> {
    return headManifest(this.#connection, { ...options, repository, reference });
  }

  /** Stores a manifest whose blobs the repository has, byte for byte. Gives its digest. */
  putManifest(
    repository: string,
    reference: string,
    manifest: Pick<FetchedManifest, "bytes" | "mediaType">,
    options: RequestOptions = {},
  ): Promise<string> {
    return putManifest(this.#connection, { ...options, repository, reference }, manifest);
  }

  /**
   * Removes a manifest: by its digest, which takes all its tags with it, or by a tag, which many registries refuse. Its
   * blobs go when the registry collects its garbage.
   */
  deleteManifest(
    repository: string,
    reference: string,
    options: RequestOptions = {},
  ): Promise<void> {
    return deleteManifest(this.#connection, { ...options, repository, reference });
  }

  /** Asks for a blob; `undefined` when the repository has it not. */
  headBlob(
    repository: string,
    digest: string,
    options: RequestOptions = {},
  ): Promise<BlobInfo | undefined> {
    return headBlob(this.#connection, { ...options, repository, digest });
  }

  /** Removes a blob from a repository, where the registry allows that. */
  async deleteBlob(
    repository: string,
    digest: string,
    { signal }: RequestOptions = {},
  ): Promise<void> {
    await this.#connection.send({
      what: `delete blob ${digest}`,
      method: "DELETE",
      path: blobPath(repository, digest),
      scopes: [repositoryScope(repository, "pull,push,delete")],
      expect: [202, 204],
      signal,
    });
  }

  /** Downloads blobs, each once, to the paths that the caller names; their digests are verified. */
  pullBlobs(
    repository: string,
    blobs: readonly RegistryBlob[],
    options: BlobTransferOptions,
  ): Promise<void> {
    const { transfers } = this.options;
    return pullBlobs(this.#connection, transfers, { repository, blobs }, options);
  }

  /**
   * Pushes a model: the blobs that the repository lacks, one after the other, then the manifest. Gives the manifest's
   * digest.
   */
  async push(
    repository: string,
    reference: string,
    { manifest, mediaType, blobs }: ModelToPush,
    { pathOf, mountFrom, onPushed, onManifest, onProgress, signal }: PushOptions,
  ): Promise<string> {
    const { now, chunkSize } = this.options;
    for (const { digest, size } of distinctBlobs(blobs)) {
      const blob = { repository, digest, size, path: pathOf(digest), from: mountFrom?.(digest) };
      const upload = new BlobUpload(this.#connection, blob, {
        ...{ now, chunkSize, signal },
        onProgress: (completed) => onProgress?.({ digest, completed, total: size }),
      });
      const how = await upload.run();
      onPushed?.(digest, how);
    }
    onManifest?.();
    return await this.putManifest(repository, reference, { bytes: manifest, mediaType }, {
      signal,
    });
  }

  /** The tags of a repository. */
  listTags(repository: string, { signal }: RequestOptions = {}): Promise<string[]> {
    return listPages(this.#connection, {
      what: `list the tags of ${repository}`,
      path: `/v2/${repository}/tags/list?n=${PAGE}`,
      scopes: [repositoryScope(repository, "pull")],
      signal,
    }, tagsSchema);
  }

  /** The repositories of the registry, where it tells. */
  listRepositories({ signal }: RequestOptions = {}): Promise<string[]> {
    return listPages(this.#connection, {
      what: "list the repositories",
      path: `/v2/_catalog?n=${PAGE}`,
      scopes: ["registry:catalog:*"],
      signal,
    }, catalogSchema);
  }
}

/** Names that are asked for at once. */
const PAGE = 1000;

const names = z.array(z.string()).nullish().transform((list) => list ?? []);
const tagsSchema = z.object({ tags: names }).transform(({ tags }) => tags);
const catalogSchema = z.object({ repositories: names }).transform((page) => page.repositories);
