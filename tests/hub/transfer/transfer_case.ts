import assert from "node:assert/strict";
import {
  contentDigestOf,
  type DownloadItem,
  type TransferOptions,
  type TransferProgress,
  Transfers,
} from "../../../src/hub/transfer/mod.ts";
import { join } from "../../../src/deps/path.ts";
import { seededRandom } from "../../base/seeded_random.ts";
import { FaultServer } from "../../support/fault_server.ts";

/** Bytes that a seed decides. */
export function seededBytes(length: number, seed: number): Uint8Array<ArrayBuffer> {
  const random = seededRandom(seed);
  return Uint8Array.from({ length }, () => random() * 256);
}

/** A server and a folder for one test. */
export class TransferCase implements AsyncDisposable {
  /** The server. */
  readonly server = new FaultServer();
  /** Milliseconds that were waited for, in order. */
  readonly waits: number[] = [];
  /** What was reported. */
  readonly progress: TransferProgress[] = [];
  /** The time that downloads see. It passes only while they wait. */
  time = Date.UTC(2026, 0, 1);

  private constructor(readonly folder: string) {}

  /** Makes the folder and starts the server. */
  static async start(): Promise<TransferCase> {
    return new TransferCase(await Deno.makeTempDir());
  }

  /** The folder of partial files. */
  get partials(): string {
    return join(this.folder, "partials");
  }

  /** Downloads in parts of 10,000 bytes, with waits that take no time. */
  transfers(options: Partial<TransferOptions> = {}): Transfers {
    return new Transfers({
      partials: this.partials,
      partBytes: 10_000,
      stallMs: 200,
      checkpointMs: 0,
      now: () => this.time,
      sleep: (ms, signal) => {
        signal?.throwIfAborted();
        this.waits.push(ms);
        this.time += ms;
        return Promise.resolve();
      },
      random: () => 0,
      ...options,
    });
  }

  /** An item whose file is to be `<folder>/<name>`. */
  item(
    served: Partial<DownloadItem> & { url: string },
    name = "out/file",
  ): DownloadItem {
    return { label: "file", path: join(this.folder, name), ...served };
  }

  /** Downloads one item and keeps what is reported. */
  download(item: DownloadItem, options: Partial<TransferOptions> = {}): Promise<void> {
    return this.transfers(options).download([item], {
      onProgress: (progress) => this.progress.push(progress),
    });
  }

  /** Names of the files in the folder of partial files. */
  async leftovers(): Promise<string[]> {
    const entries = await Array.fromAsync(Deno.readDir(this.partials));
    return entries.map(({ name }) => name.replace(/^.*\./, "")).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** Fails unless a file has these bytes. Compares digests: a difference of long arrays takes minutes to print. */
export async function assertFile(path: string, bytes: Uint8Array, what = path): Promise<void> {
  const found = contentDigestOf("sha256", await Deno.readFile(path));
  assert.equal(found, contentDigestOf("sha256", bytes), `${what} has other bytes`);
}

/** Whether there is a file. */
export async function exists(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
