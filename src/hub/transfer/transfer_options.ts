import type { Logger } from "../../base/mod.ts";

/** What downloads need and may be told. All that reaches outside can be given. */
export interface TransferOptions {
  /** The folder of partial files. They survive an end of the process, and days. */
  partials: string;
  /** Asks a server; the built-in `fetch` unless given. */
  fetch?: typeof fetch;
  /** The present, in milliseconds since 1970. */
  now?: () => number;
  /** Waits so many milliseconds; fails when the signal says so. */
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Random numbers in [0, 1), which spread the times of retries. */
  random?: () => number;
  /** Most requests at a time over all files, from 1 to 64; 8 unless given. */
  maxStreams?: number;
  /** Most bytes a second over all files; no limit unless given. */
  limitRate?: number;
  /** Bytes that are free in a folder, where the system tells. */
  freeBytes?: (folder: string) => Promise<number | undefined>;
  /** Takes what is retried and why. */
  logger?: Logger;
  /** Bytes that one request asks for at most; 32 MiB unless given. */
  partBytes?: number;
  /** Milliseconds without a byte after which a request is given up and made again; 30,000 unless given. */
  stallMs?: number;
  /** Milliseconds after which what has come is brought to the disk and noted, the most that a kill loses; 1,000 unless given. */
  checkpointMs?: number;
  /** Tries without any new byte after which a file is given up; 6 unless given. */
  retries?: number;
}
