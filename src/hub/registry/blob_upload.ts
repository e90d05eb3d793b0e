import { errorMessage, HologramError } from "../../base/mod.ts";
import type { Connection } from "./connection.ts";
import type { WholeResponse } from "./fetch_whole.ts";
import { headBlob } from "./head_blob.ts";
import { repositoryScope } from "./manifests.ts";
import { RegistryError } from "./registry_error.ts";
import { mayRetry, pause } from "./retry.ts";

/** A blob on its way to a registry. */
export interface BlobToPush {
  /** The repository that it goes to. */
  repository: string;
  /** `sha256:<hex>` of its bytes. */
  digest: string;
  /** Its length in bytes. */
  size: number;
  /** Its file. */
  path: string;
  /** A repository of the same registry that has it already. */
  from?: string;
}

/** How a blob is pushed. */
export interface BlobUploadOptions {
  /** Ends the upload. */
  signal?: AbortSignal;
  /** Is told how many bytes the registry has; never goes back. */
  onProgress?: (completed: number) => void;
  /** Bytes of the first chunk; later ones double while they take less than a second. 4 MiB unless given. */
  chunkSize?: number;
  /** The time in milliseconds. */
  now: () => number;
}

/** How a blob came to be in the registry. */
export type PushedBlob = "exists" | "mounted" | "uploaded";

/** An upload that the registry has opened. */
interface Session {
  url: URL;
  /** Bytes that the registry has. */
  offset: number;
  /** Least bytes of a chunk but the last. */
  minimum: number;
}

const MIB = 1024 * 1024;
/** Most bytes of a chunk, which is held in memory. */
const MAX_CHUNK = 16 * MIB;
/** The slowest connection that is waited for, in bytes per millisecond. */
const SLOWEST = 8;

/**
 * Puts a blob into a repository unless it is there: mounted from another repository where the caller names one, else in
 * chunks, each held in memory. After a failure the upload goes on where the registry says that it is.
 */
export class BlobUpload {
  readonly #scopes: string[];
  #chunkSize: number;
  #reported = -1;
  /** Holds one chunk after the other. */
  #buffer = new Uint8Array();

  /** Does nothing yet. */
  constructor(
    private readonly connection: Connection,
    private readonly blob: BlobToPush,
    private readonly options: BlobUploadOptions,
  ) {
    this.#scopes = [repositoryScope(blob.repository, "pull,push")];
    this.#chunkSize = options.chunkSize ?? 4 * MIB;
  }

  /**
   * Does it.
   *
   * @throws {RegistryError} when the registry refuses, or does not answer for long; {@linkcode HologramError} `invalid`
   * when the file has another length than the blob.
   */
  async run(): Promise<PushedBlob> {
    if (await this.#isThere()) return this.#done("exists");
    using file = await this.#openFile();
    let session = await this.#start();
    if (session === undefined) return this.#done("mounted");
    let best = 0;
    for (let failures = 1;; failures++) {
      try {
        await this.#send(session, file);
        return this.#done("uploaded");
      } catch (error) {
        if (session.offset > best) [best, failures] = [session.offset, 1];
        if (!mayRetry(error, failures) && !isSessionLost(error, failures)) throw error;
        await pause(failures, error, { ...this.connection.retry, signal: this.options.signal });
        // The answer to the last request may have been lost, not the request.
        if (await this.#isThere()) return this.#done("uploaded");
        session = await this.#resumed(session) ?? await this.#open();
      }
    }
  }

  async #openFile(): Promise<Deno.FsFile> {
    const { path, size, digest } = this.blob;
    try {
      const found = (await Deno.stat(path)).size;
      if (found !== size) throw new Error(`it has ${found} of ${size} bytes`);
      return await Deno.open(path, { read: true });
    } catch (error) {
      throw new HologramError(`push blob ${digest}: ${errorMessage(error)}`, {
        kind: "invalid",
        cause: error,
      });
    }
  }

  #done(how: PushedBlob): PushedBlob {
    this.#report(this.blob.size);
    return how;
  }

  #report(completed: number): void {
    if (completed <= this.#reported) return;
    this.#reported = completed;
    this.options.onProgress?.(completed);
  }

  async #isThere(): Promise<boolean> {
    const { blob: { repository, digest }, options: { signal } } = this;
    return await headBlob(this.connection, { repository, digest, signal }) !== undefined;
  }

  /** Opens an upload; `undefined` when the blob could be mounted instead. */
  async #start(): Promise<Session | undefined> {
    const { from, digest } = this.blob;
    if (from === undefined || from === this.blob.repository) return await this.#open();
    const query = `?mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(from)}`;
    try {
      const response = await this.#post(query, [...this.#scopes, repositoryScope(from, "pull")]);
      return response.status === 201 ? undefined : sessionOf(response, 0);
    } catch (error) {
      // Whoever may not read the other repository sends the bytes.
      if (error instanceof HologramError && error.kind === "forbidden") return await this.#open();
      throw error;
    }
  }

  async #open(): Promise<Session> {
    return sessionOf(await this.#post("", this.#scopes), 0);
  }

  #post(query: string, scopes: readonly string[]): Promise<WholeResponse> {
    return this.connection.send({
      ...this.#request("POST", `/v2/${this.blob.repository}/blobs/uploads/${query}`),
      scopes,
      expect: query === "" ? [202] : [201, 202],
      isOnce: false,
    });
  }

  /** Sends what is missing. A blob of one chunk goes in one request. */
  async #send(session: Session, file: Deno.FsFile): Promise<void> {
    const { size } = this.blob;
    let isChunked = size > this.#chunkSize;
    while (isChunked && session.offset < size) {
      isChunked = await this.#sendChunk(session, file);
      this.#report(session.offset);
    }
    // Without chunks there is one request for all that is missing, which is read while it is sent.
    const rest = size - session.offset;
    const body = rest <= this.#chunkSize
      ? await this.#read(file, session.offset, rest)
      : () => stream(this.blob.path, session.offset);
    await this.connection.send({
      ...this.#request("PUT", withDigest(session.url, this.blob.digest), rest),
      headers: { "content-type": "application/octet-stream" },
      body,
      expect: [201, 204],
    });
  }

  /** Sends one chunk; false when the registry takes none. */
  async #sendChunk(session: Session, file: Deno.FsFile): Promise<boolean> {
    const { now } = this.options;
    const start = session.offset;
    const wanted = Math.max(this.#chunkSize, Math.min(session.minimum, 8 * MAX_CHUNK));
    const bytes = await this.#read(file, start, Math.min(wanted, this.blob.size - start));
    const began = now();
    const response = await this.connection.send({
      ...this.#request("PATCH", session.url, bytes.length),
      headers: {
        "content-type": "application/octet-stream",
        "content-range": `${start}-${start + bytes.length - 1}`,
      },
      body: bytes,
      expect: [202, 405, 501],
    });
    if (response.status !== 202) return false;
    const end = uploadedBytes(response) ?? start + bytes.length;
    if (end <= start || end > start + bytes.length) {
      throw new RegistryError(
        `push blob ${this.blob.digest}: the registry says it has ${end} bytes after ` +
          `${start + bytes.length} were sent`,
        { kind: "invalid" },
      );
    }
    Object.assign(session, sessionOf(response, end, session.minimum));
    if (now() - began < 1000) this.#chunkSize = Math.min(2 * this.#chunkSize, MAX_CHUNK);
    return true;
  }

  /** The upload as the registry knows it; `undefined` when it does not any more, or when it is not clear how far it is. */
  async #resumed({ url, minimum }: Session): Promise<Session | undefined> {
    const response = await this.connection.send({
      ...this.#request("GET", url),
      expect: [200, 204, 400, 404, 405, 416],
      isOnce: false,
    });
    const uploaded = response.status < 300 ? uploadedBytes(response) : undefined;
    if (uploaded === undefined || uploaded > this.blob.size) return undefined;
    return sessionOf(response, uploaded, minimum);
  }

  /** Bytes of the file, which are there until the next are read. */
  async #read(file: Deno.FsFile, start: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#buffer.length < length) this.#buffer = new Uint8Array(length);
    const bytes = this.#buffer.subarray(0, length);
    await file.seek(start, Deno.SeekMode.Start);
    for (let at = 0; at < length;) {
      const count = await file.read(bytes.subarray(at));
      if (count === null) {
        throw new HologramError(`push blob ${this.blob.digest}: the file was cut short meanwhile`);
      }
      at += count;
    }
    return bytes;
  }

  #request<M extends "POST" | "PATCH" | "PUT" | "GET">(method: M, path: string | URL, bytes = 0) {
    return {
      what: `push blob ${this.blob.digest}`,
      method,
      path,
      scopes: this.#scopes,
      signal: this.options.signal,
      timeout: 60_000 + bytes / SLOWEST,
      isOnce: true,
    };
  }
}

/** Whether an upload has to be opened again: it is gone, or the registry is not where it was thought to be. */
function isSessionLost(error: unknown, failures: number): boolean {
  if (!(error instanceof RegistryError) || failures > 3) return false;
  return error.httpStatus === 404 || error.httpStatus === 416 ||
    error.codes.some((code) => code === "BLOB_UPLOAD_UNKNOWN" || code === "BLOB_UPLOAD_INVALID");
}

function sessionOf({ headers, url }: WholeResponse, offset: number, minimum = 0): Session {
  const location = headers.get("location");
  const next = location === null ? url : new URL(location, url);
  return { url: next, offset, minimum: Number(headers.get("oci-chunk-min-length")) || minimum };
}

/**
 * How many bytes of an upload `Range: 0-<last>` says are there. `undefined` without the header, and for `0-0`, which
 * some registries say of one byte and others of none.
 */
function uploadedBytes({ headers }: WholeResponse): number | undefined {
  const [, last] = /^(?:bytes=)?0-(\d+)$/.exec(headers.get("range") ?? "") ?? [];
  return last === undefined || last === "0" ? undefined : Number(last) + 1;
}

/** The URL that ends an upload. The registry's own query stays as it was written. */
function withDigest(url: URL, digest: string): URL {
  const ending = new URL(url);
  ending.search += `${ending.search === "" ? "?" : "&"}digest=${encodeURIComponent(digest)}`;
  return ending;
}

/** The bytes of a file from a position to its end. */
function stream(path: string, start: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  const file = Deno.openSync(path, { read: true });
  file.seekSync(start, Deno.SeekMode.Start);
  return file.readable;
}
