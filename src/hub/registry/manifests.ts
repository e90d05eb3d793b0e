import { createHash } from "node:crypto";
import type { Connection } from "./connection.ts";
import type { WholeResponse } from "./fetch_whole.ts";
import { RegistryError } from "./registry_error.ts";

/** Media type of an OCI image manifest. */
export const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";

/** Media type of Docker's image manifest, version 2. */
export const DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

/** A manifest as a registry has it. */
export interface FetchedManifest {
  /** Its bytes, as they came. */
  bytes: Uint8Array<ArrayBuffer>;
  /** `sha256:<hex>` of the bytes. */
  digest: string;
  /** Its media type, as the registry says. */
  mediaType: string;
}

/** What a registry says of a manifest without sending it. */
export interface ManifestInfo {
  /** `sha256:<hex>` of its bytes. */
  digest: string;
  /** Its media type. */
  mediaType: string;
}

/** Which manifest is meant. */
export interface ManifestRequest {
  /** The repository, `library/smollm`. */
  repository: string;
  /** A tag, or a digest. */
  reference: string;
  /** Ends the request. */
  signal?: AbortSignal;
}

const ACCEPT = `${OCI_MANIFEST}, ${DOCKER_MANIFEST}`;

/** The rights to do something with a repository. */
export function repositoryScope(repository: string, actions: string): string {
  return `repository:${repository}:${actions}`;
}

/** `sha256:<hex>` of bytes. */
export function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** Fetches a manifest and checks its digest. */
export async function getManifest(
  connection: Connection,
  { repository, reference, signal }: ManifestRequest,
): Promise<FetchedManifest> {
  const what = "pull model manifest";
  const response = await connection.send({
    what,
    method: "GET",
    path: manifestPath(repository, reference),
    headers: { accept: ACCEPT },
    scopes: [repositoryScope(repository, "pull")],
    expect: [200, 404],
    signal,
  });
  if (response.status === 404) {
    throw new RegistryError(`${what}: file does not exist`, { kind: "not_found", httpStatus: 404 });
  }
  const digest = sha256(response.bytes);
  const promised = reference.startsWith("sha256:")
    ? reference
    : response.headers.get("docker-content-digest") ?? digest;
  if (promised.startsWith("sha256:") && promised !== digest) {
    throw new RegistryError(`${what}: digest mismatch: expected ${promised}, got ${digest}`, {
      kind: "invalid",
    });
  }
  return { bytes: response.bytes, digest, mediaType: mediaTypeOf(response) };
}

/** Asks what a manifest's digest is; `undefined` when there is no such manifest. */
export async function headManifest(
  connection: Connection,
  { repository, reference, signal }: ManifestRequest,
): Promise<ManifestInfo | undefined> {
  const response = await connection.send({
    what: "look for the manifest",
    method: "HEAD",
    path: manifestPath(repository, reference),
    headers: { accept: ACCEPT },
    scopes: [repositoryScope(repository, "pull")],
    expect: [200, 404],
    signal,
  });
  if (response.status === 404) return undefined;
  const digest = response.headers.get("docker-content-digest");
  if (digest !== null) return { digest, mediaType: mediaTypeOf(response) };
  const { digest: computed, mediaType } = await getManifest(connection, {
    ...{ repository, reference, signal },
  });
  return { digest: computed, mediaType };
}

/** Stores a manifest, byte for byte, under a tag or its digest. Gives its digest. */
export async function putManifest(
  connection: Connection,
  { repository, reference, signal }: ManifestRequest,
  { bytes, mediaType }: Pick<FetchedManifest, "bytes" | "mediaType">,
): Promise<string> {
  const { headers } = await connection.send({
    what: "push model manifest",
    method: "PUT",
    path: manifestPath(repository, reference),
    headers: { "content-type": mediaType },
    body: bytes,
    scopes: [repositoryScope(repository, "pull,push")],
    expect: [201],
    signal,
  });
  const digest = sha256(bytes);
  const stored = headers.get("docker-content-digest") ?? digest;
  if (stored.startsWith("sha256:") && stored !== digest) {
    throw new RegistryError(
      `push model manifest: digest mismatch: the registry stored ${stored} for ${digest}`,
      { kind: "invalid" },
    );
  }
  return digest;
}

/** Removes a manifest by its digest, with all its tags, or a tag where the registry can. */
export async function deleteManifest(
  connection: Connection,
  { repository, reference, signal }: ManifestRequest,
): Promise<void> {
  await connection.send({
    what: "delete model manifest",
    method: "DELETE",
    path: manifestPath(repository, reference),
    scopes: [repositoryScope(repository, "pull,push,delete")],
    expect: [200, 202],
    signal,
  });
}

function manifestPath(repository: string, reference: string): string {
  return `/v2/${repository}/manifests/${reference}`;
}

function mediaTypeOf({ headers }: WholeResponse): string {
  return (headers.get("content-type") ?? OCI_MANIFEST).replace(/;.*/s, "").trim();
}
