import { HologramError } from "../base/mod.ts";
import type {
  LoadedModel as LoadedNetwork,
  RunnerMethods,
  RunnerReply,
} from "../runner/protocol/mod.ts";
import type { CallOptions, RunnerProcess } from "./runner_process.ts";
import { Turns } from "./turns.ts";

/** A model to run. */
export interface RunnableModel {
  /** Identifies its bytes; models with the same digest share a runner. */
  digest: string;
  /** What messages call it. */
  name: string;
  /** Path of its `.holo` file. */
  path: string;
  /** Bytes of that file. */
  size: number;
  /** Memory that it may take, in bytes; the scheduler's whole budget unless given. */
  memoryBudget?: number;
  /** Whether it runs on one thread whatever the scheduler allows. */
  singleThread?: boolean;
}

/** What tells runners apart: models with the same bytes and threads share one. */
export function runnerKey({ digest, singleThread }: RunnableModel): string {
  return singleThread ? `${digest} on one thread` : digest;
}

/** What a loaded model may be asked. */
export type ModelMethod = "infer" | "generate" | "embed" | "tokenize" | "detokenize" | "render";

/** What a loaded model is told. */
export interface LoadedModelOptions {
  /** Memory that it is expected to take, in bytes, until its process has told. */
  estimatedBytes: number;
  /** How long it stays without a use, in milliseconds; negative for ever. */
  keepAliveMs: number;
  /** Requests that may wait for it. */
  maxQueue: number;
  /** The present time, in milliseconds. */
  now: () => number;
  /** Called when its time without a use is over. */
  onExpired: () => void;
}

/** Longest delay of a timer; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** What "for ever" is as a moment: beyond all that counts as a date. */
const FOREVER_MS = 100 * 365 * 24 * 3600 * 1000;

/** A model with its runner: who uses it, whose turn it is, and how long it stays. */
export class LoadedModel {
  /** What it takes and gives, once it is loaded. */
  readonly ready: Promise<LoadedNetwork>;
  /** Whether a request has used it; the first one bears the time of loading. */
  served = false;
  /** When it was last used, for choosing which to unload: a number that grows. */
  lastUsed = 0;
  readonly #turns = new Turns();
  readonly #options: LoadedModelOptions;
  #users = 0;
  #keepAliveMs: number;
  #expiresAt: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopReason: HologramError | undefined;

  /** Begins loading a model in a runner that was just started. */
  constructor(
    readonly model: RunnableModel,
    readonly runner: RunnerProcess,
    threads: number,
    options: LoadedModelOptions,
  ) {
    this.#options = options;
    this.#keepAliveMs = options.keepAliveMs;
    this.#expiresAt = this.#expiry();
    this.ready = runner.call("load", { path: model.path, threads }).then(({ result }) => result);
  }

  /** Memory that it takes, in bytes: what its process told last, or the estimate. */
  get bytes(): number {
    return this.runner.residentBytes ?? this.#options.estimatedBytes;
  }

  /** Requests that use it or wait for it. */
  get users(): number {
    return this.#users;
  }

  /** Whether a request uses it or waits for it. */
  get busy(): boolean {
    return this.#users > 0;
  }

  /** When it will be unloaded if nobody uses it. */
  get expiresAt(): Date {
    return new Date(this.#expiresAt);
  }

  /** Takes note of one more user, who may say how long it stays from now on. */
  enter(keepAliveMs?: number): void {
    this.#users++;
    clearTimeout(this.#timer);
    if (keepAliveMs !== undefined) this.keepAlive(keepAliveMs);
  }

  /** Takes note of one user less; the time without a use begins with the last one. */
  leave(): void {
    this.#users--;
    this.#expiresAt = this.#expiry();
    this.#arm();
  }

  /** Says how long it stays after its last use, from now on. */
  keepAlive(milliseconds: number): void {
    this.#keepAliveMs = milliseconds;
    this.#expiresAt = this.#expiry();
    this.#arm();
  }

  /**
   * Asks the runner, after the requests that came before. `undefined` when the runner ended under another request.
   *
   * @throws {HologramError} `unavailable` when too many wait; what the runner throws; why the model was stopped.
   */
  async call<M extends ModelMethod>(
    method: M,
    params: RunnerMethods[M]["params"],
    options: CallOptions<RunnerMethods[M]["event"]> = {},
  ): Promise<RunnerReply<RunnerMethods[M]["result"]> | undefined> {
    if (this.#turns.length > this.#options.maxQueue) throw tooMany();
    const endTurn = await this.#turns.take(options.signal);
    try {
      if (this.#stopReason !== undefined) throw this.#stopReason;
      if (this.runner.ended) return undefined;
      return await this.runner.call(method, params, options);
    } finally {
      endTurn();
    }
  }

  /** Fails every request, those that wait too, and kills the runner. */
  stop(reason: HologramError): void {
    this.#stopReason = reason;
    this.runner.kill(reason);
  }

  /** Ends its time without a use from firing. */
  disarm(): void {
    clearTimeout(this.#timer);
  }

  #expiry(): number {
    const stay = this.#keepAliveMs < 0 ? FOREVER_MS : Math.min(this.#keepAliveMs, FOREVER_MS);
    return this.#options.now() + stay;
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.busy || this.#keepAliveMs < 0 || this.runner.ended) return;
    const left = Math.max(0, this.#expiresAt - this.#options.now());
    this.#timer = setTimeout(() => {
      if (this.busy) return;
      if (left > LONGEST_TIMER_MS) this.#arm();
      else this.#options.onExpired();
    }, Math.min(left, LONGEST_TIMER_MS));
  }
}

/** The error of a request that finds the queue full. */
export function tooMany(): HologramError {
  return new HologramError("server busy, please try again.  maximum pending requests exceeded", {
    kind: "unavailable",
  });
}
