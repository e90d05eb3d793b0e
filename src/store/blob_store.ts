import { createHash } from "node:crypto";
import { HologramError } from "../base/mod.ts";
import { join } from "../deps/path.ts";
import { writeAll } from "./atomic_write.ts";
import { digestHex } from "./digest.ts";
import { ensureDirectory, syncDirectory, syncFile } from "./directories.ts";
import { describingFileErrors } from "./file_errors.ts";
import { createTemporary, type Temporary } from "./temporaries.ts";

/** A blob's identity. */
export interface BlobInfo {
  /** `sha256:<hex>`. */
  digest: string;
  /** Its length in bytes. */
  size: number;
}

/** A blob on the disk, as a listing gives it. */
export interface BlobEntry {
  /** The 64 hexadecimal digits of its digest. */
  hex: string;
  /** When it was last put. */
  modifiedAt: Date;
}

/** What a blob store may be told. */
export interface BlobStoreOptions {
  /** Gives the present time. */
  clock?: () => Date;
}

/** Files by the SHA-256 of their bytes, in `<root>/blobs/sha256-<hex>`. A blob appears whole or not at all. */
export class BlobStore {
  /** The models folder. */
  readonly root: string;
  readonly #clock: () => Date;

  /** Opens the blobs of a models folder; makes nothing until something is put. */
  constructor(root: string, { clock = () => new Date() }: BlobStoreOptions = {}) {
    this.root = root;
    this.#clock = clock;
  }

  /**
   * Where a blob is, or would be.
   *
   * @throws {HologramError} `invalid` when the text is no digest.
   */
  blobPath(digest: string): string {
    return join(this.root, "blobs", `sha256-${digestHex(digest)}`);
  }

  /** The length of a blob in bytes, or `undefined` when the store does not have it. */
  blobSize(digest: string): Promise<number | undefined> {
    return this.#guarded(() => sizeOf(this.blobPath(digest)));
  }

  /** Whether the store has a blob. */
  async hasBlob(digest: string): Promise<boolean> {
    return await this.blobSize(digest) !== undefined;
  }

  /**
   * Makes a folder on the blobs' file system for files that are to become blobs. Dispose of it when done; if this
   * process dies first, a later write to the store removes it.
   */
  createTemporary(): Promise<Temporary> {
    return this.#guarded(() => createTemporary(join(this.root, "tmp")));
  }

  /**
   * Makes a blob of a file in a temporary folder: moves it. Whoever wrote the file vouches for the digest. A blob that is
   * there already, with the file's length, is kept, and the file is removed.
   */
  commitBlob(file: string, digest: string): Promise<void> {
    return this.#guarded(async () => {
      const path = this.blobPath(digest);
      const { size } = await Deno.stat(file);
      // The age of a blob counts from now: a young one may still wait for its manifest.
      if (await sizeOf(path) === size && await touch(path, this.#clock())) {
        await Deno.remove(file);
        return;
      }
      await touch(file, this.#clock());
      await syncFile(file);
      await ensureDirectory(join(this.root, "blobs"));
      await Deno.rename(file, path);
      await syncDirectory(join(this.root, "blobs"));
    });
  }

  /**
   * Puts bytes, hashing them on their way to the disk.
   *
   * @throws {HologramError} `invalid`, `digest mismatch, expected "...", got "..."`, when a digest is expected and is not
   * theirs; nothing is kept then.
   */
  putBlob(
    data: Uint8Array | ReadableStream<Uint8Array>,
    expectedDigest?: string,
  ): Promise<BlobInfo> {
    return this.#guarded(async () => {
      const expected = expectedDigest && `sha256:${digestHex(expectedDigest)}`;
      await using temporary = await this.createTemporary();
      const path = join(temporary.path, "blob");
      const info = await writeHashed(path, data);
      if (expected !== undefined && info.digest !== expected) {
        throw new HologramError(`digest mismatch, expected "${expected}", got "${info.digest}"`, {
          kind: "invalid",
        });
      }
      await this.commitBlob(path, info.digest);
      return info;
    });
  }

  /** Every blob that there is. Other files in the folder are passed over. */
  async listBlobs(): Promise<BlobEntry[]> {
    const folder = join(this.root, "blobs");
    const blobs: BlobEntry[] = [];
    try {
      for await (const { name } of Deno.readDir(folder)) {
        const hex = /^sha256-([0-9a-f]{64})$/.exec(name)?.[1];
        if (hex === undefined) continue;
        const { mtime } = await Deno.stat(join(folder, name));
        blobs.push({ hex, modifiedAt: mtime ?? this.#clock() });
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    return blobs;
  }

  #guarded<T>(action: () => Promise<T>): Promise<T> {
    return describingFileErrors(this.root, action);
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const { isFile, size } = await Deno.stat(path);
    return isFile ? size : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Sets a file's time of change; `false` when the file is gone. */
async function touch(path: string, time: Date): Promise<boolean> {
  try {
    await Deno.utime(path, time, time);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Writes a new file and hashes what it writes. */
export async function writeHashed(
  path: string,
  data: Uint8Array | ReadableStream<Uint8Array>,
): Promise<BlobInfo> {
  const hash = createHash("sha256");
  let size = 0;
  using file = await Deno.open(path, { write: true, createNew: true });
  for await (const chunk of data instanceof Uint8Array ? [data] : data) {
    hash.update(chunk);
    await writeAll(file, chunk);
    size += chunk.byteLength;
  }
  return { digest: `sha256:${hash.digest("hex")}`, size };
}
