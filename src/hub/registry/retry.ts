import { RegistryError } from "./registry_error.ts";

/** How often a request is made again, not counting the first time. */
const RETRIES = 6;

/** The longest pause between two attempts, in milliseconds. */
const MAX_PAUSE = 64_000;

/** Waits; rejects with the signal's reason as soon as it aborts. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

/** What pauses are made of. */
export interface RetryOptions {
  /** Gives a number from 0 up to 1. */
  random: () => number;
  /** Waits. */
  sleep: Sleep;
  /** Ends the waiting. */
  signal?: AbortSignal;
}

/** Whether one more attempt is due after this many failures in a row, the last one being this. */
export function mayRetry(error: unknown, failures: number): boolean {
  return error instanceof RegistryError && error.isTransient && failures <= RETRIES;
}

/**
 * Waits before the next attempt: as long as the registry asks, else 2^n s, of which a random half, so that many clients
 * do not come back at once. At most 64 s.
 */
export async function pause(
  failures: number,
  error: unknown,
  { random, sleep, signal }: RetryOptions,
): Promise<void> {
  const asked = error instanceof RegistryError ? error.retryAfter : undefined;
  const own = 1000 * 2 ** (failures - 1) * (0.5 + random() / 2);
  await sleep(Math.min(asked ?? own, MAX_PAUSE), signal);
}

/** Does something again after each failure that may pass, up to 6 times. */
export async function withRetries<T>(action: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let failures = 1;; failures++) {
    try {
      return await action();
    } catch (error) {
      if (!mayRetry(error, failures)) throw error;
      await pause(failures, error, options);
    }
  }
}

/** A {@linkcode Sleep} on the system's clock. */
export function systemSleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const end = (settle: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      settle();
    };
    const abort = () => end(() => reject(signal!.reason));
    const timer = setTimeout(() => end(resolve), milliseconds);
    signal?.addEventListener("abort", abort);
  });
}
