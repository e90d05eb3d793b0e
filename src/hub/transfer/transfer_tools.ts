import { type Logger, SILENT_LOGGER } from "../../base/mod.ts";
import { freeBytesOf } from "./disk_space.ts";
import { Slots } from "./slots.ts";
import { TokenBucket } from "./token_bucket.ts";
import type { TransferOptions } from "./transfer_options.ts";

/** What every download of a {@linkcode Transfers} works with. */
export interface TransferTools {
  /** The folder of partial files. */
  partials: string;
  /** Asks a server. */
  fetch: typeof fetch;
  /** The present, in milliseconds since 1970. */
  now: () => number;
  /** Waits so many milliseconds; fails when the signal says so. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Random numbers in [0, 1). */
  random: () => number;
  /** Bytes that are free in a folder. */
  freeBytes: (folder: string) => Promise<number | undefined>;
  /** Takes what is retried and why. */
  logger: Logger;
  /** Most requests at a time. */
  maxStreams: number;
  /** One slot a request. */
  slots: Slots;
  /** Holds the rate, where there is a limit. */
  bucket?: TokenBucket;
  /** Bytes that one request asks for at most. */
  partBytes: number;
  /** Milliseconds without a byte that are allowed. */
  stallMs: number;
  /** Milliseconds between two notes of what has come. */
  checkpointMs: number;
  /** Tries without any new byte that are allowed. */
  retries: number;
}

/** Fills in what was not given. */
export function transferTools(options: TransferOptions): TransferTools {
  const { now = Date.now, sleep = wait, limitRate } = options;
  const maxStreams = Math.min(64, Math.max(1, Math.floor(options.maxStreams ?? 8)));
  return {
    partials: options.partials,
    fetch: options.fetch ?? fetch,
    now,
    sleep,
    random: options.random ?? Math.random,
    freeBytes: options.freeBytes ?? freeBytesOf,
    logger: options.logger ?? SILENT_LOGGER,
    maxStreams,
    slots: new Slots(maxStreams),
    bucket: limitRate === undefined ? undefined : new TokenBucket(limitRate, { now, sleep }),
    partBytes: options.partBytes ?? 32 * 2 ** 20,
    stallMs: options.stallMs ?? 30_000,
    checkpointMs: options.checkpointMs ?? 1000,
    retries: options.retries ?? 6,
  };
}

function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const end = () => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", end);
      resolve();
    }, ms);
    signal?.addEventListener("abort", end, { once: true });
  });
}
