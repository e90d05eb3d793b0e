import { HologramError, type Logger } from "../base/mod.ts";
import type {
  CompiledModel,
  CompileParams,
  CompileProgress,
  LoadedModel as LoadedNetwork,
  RunnerMethods,
  RunnerReply,
} from "../runner/protocol/mod.ts";
import type { SelfCommand } from "../self_command.ts";
import {
  LoadedModel,
  type ModelMethod,
  type RunnableModel,
  runnerKey,
  tooMany,
} from "./loaded_model.ts";
import { type CallOptions, RunnerProcess } from "./runner_process.ts";
import { Turns } from "./turns.ts";

/** What a scheduler is given. */
export interface SchedulerOptions {
  /** The command line of this program, which starts a runner. */
  command: SelfCommand;
  /** Memory that loaded models may take together, in bytes. */
  memoryBudget: number;
  /** How long an unused model stays loaded, in milliseconds; negative for ever. A request may say otherwise. */
  idleTimeoutMs: number;
  /** Threads that a model may use. */
  threads: number;
  /** Where its doings are told. */
  logger: Logger;
  /** Requests that may wait for one model, or for room to load one; 512 unless given. */
  maxQueue?: number;
  /** Models that may be loaded at once; 0 or nothing for as many as the memory holds. */
  maxLoadedModels?: number;
  /** How long a model may take to load, in milliseconds; 0 or nothing for ever. */
  loadTimeoutMs?: number;
  /** The present time, in milliseconds; `Date.now` unless given. */
  now?: () => number;
}

/** How a model is used. */
export interface UseOptions {
  /** Gives up the use, while it waits for the model. */
  signal?: AbortSignal;
  /** How long the model stays loaded after this use and later ones, in milliseconds; negative for ever. */
  keepAliveMs?: number;
}

/** A model that is loaded, and stays so while it is in use. */
export interface ModelInUse {
  /** What it takes and gives. */
  loaded: LoadedNetwork;
  /** Time that this use spent on loading it, in nanoseconds; 0 if it was loaded. */
  loadDurationNs: number;
  /**
   * Asks it, after the requests that came before.
   *
   * @throws {HologramError} The model's own error, `cancelled`, `unavailable` when too many wait or the model is
   * stopped, or `internal` when its runner ends; the next request then starts a new one.
   */
  call<M extends ModelMethod>(
    method: M,
    params: RunnerMethods[M]["params"],
    options?: CallOptions<RunnerMethods[M]["event"]>,
  ): Promise<RunnerReply<RunnerMethods[M]["result"]>>;
}

/** A loaded model, as a listing shows it. */
export interface RunningModel {
  /** The digest of its `.holo` file. */
  digest: string;
  /** What it was called when it was loaded. */
  name: string;
  /** Memory of its process, in bytes. */
  bytes: number;
  /** When it will be unloaded if nobody uses it. */
  expiresAt: Date;
  /** Requests that use it or wait for it. */
  users: number;
}

/** Memory of a runner beside its weights: the engine, its code and its arena, in bytes (measured). */
const RUNNER_OVERHEAD = 200 * 2 ** 20;
const MAX_QUEUE = 512;

/**
 * Holds the loaded models: starts a runner for a model at its first request, gives it one request at a time in the
 * order of their coming, and ends it when it was idle long enough or its memory is needed. A busy model is never
 * unloaded for another.
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #models = new Map<string, LoadedModel>();
  readonly #loading = new Turns();
  readonly #compilers = new Set<RunnerProcess>();
  readonly #closing = new Set<Promise<void>>();
  #uses = 0;
  #freed = Promise.withResolvers<void>();
  #disposed = false;

  /** Makes a scheduler with nothing loaded. */
  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  /**
   * Does some work with a model, loading it first where needed. It is not unloaded before the work ends.
   *
   * @throws {HologramError} `too_large` when it cannot fit the budget, the reason why it cannot be loaded, `unavailable`
   * when the server is stopping or too many wait; and what the work throws.
   */
  async use<T>(
    model: RunnableModel,
    options: UseOptions,
    work: (model: ModelInUse) => Promise<T>,
  ): Promise<T> {
    const start = performance.now();
    let entry = await this.#enter(model, options);
    const wasLoaded = entry.served;
    entry.served = true;
    try {
      return await work({
        loaded: await entry.ready,
        loadDurationNs: wasLoaded ? 0 : Math.round((performance.now() - start) * 1e6),
        call: async (method, params, callOptions) => {
          while (true) {
            const reply = await entry.call(method, params, callOptions);
            if (reply !== undefined) return reply;
            // The runner ended under another request, which is nothing to this one.
            const next = await this.#enter(model, options);
            this.#leave(entry);
            entry = next;
            await entry.ready;
          }
        },
      });
    } finally {
      this.#leave(entry);
    }
  }

  /** Compiles a model in a process of its own. */
  async compile(
    params: Omit<CompileParams, "threads">,
    options: CallOptions<CompileProgress> = {},
  ): Promise<CompiledModel> {
    const runner = this.#start(`the compiler of ${params.from}`);
    this.#compilers.add(runner);
    try {
      const full = { ...params, threads: this.#options.threads };
      return (await runner.call("compile", full, options)).result;
    } finally {
      this.#compilers.delete(runner);
      await runner.close();
    }
  }

  /** The loaded models, the one that stays longest first. */
  list(): RunningModel[] {
    return [...this.#models.values()]
      .map(({ model, bytes, expiresAt, users }) => ({
        digest: model.digest,
        name: model.name,
        bytes,
        expiresAt,
        users,
      }))
      .sort((a, b) => b.expiresAt.getTime() - a.expiresAt.getTime());
  }

  /** How many requests wait for a model to be loaded, besides the one whose turn it is. */
  queue(): number {
    return this.#loading.length;
  }

  /** Whether it takes no more requests. */
  get disposed(): boolean {
    return this.#disposed;
  }

  /** Whether a request uses a model or waits for it. */
  isBusy(model: RunnableModel): boolean {
    return this.#models.get(runnerKey(model))?.busy ?? false;
  }

  /**
   * Unloads a model as soon as nobody uses it: at once, and waiting until its process is gone, if it is idle.
   *
   * @returns Whether it is loaded and busy, so that it goes later.
   */
  async unload(model: RunnableModel): Promise<boolean> {
    const entry = this.#models.get(runnerKey(model));
    if (entry === undefined) return false;
    entry.keepAlive(0);
    if (entry.busy) return true;
    await this.#end(entry);
    return false;
  }

  /**
   * Unloads a model now, and waits until its process is gone; requests that use it or wait for it fail.
   *
   * @returns Whether it was loaded.
   */
  async stop(model: RunnableModel): Promise<boolean> {
    const entry = this.#models.get(runnerKey(model));
    if (entry === undefined) return false;
    if (entry.busy) {
      const message = `Model '${entry.model.name}' was stopped`;
      entry.stop(new HologramError(message, { kind: "unavailable" }));
    }
    await this.#end(entry);
    return true;
  }

  /** Ends every runner; open requests fail. No request is taken afterwards. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    const compilers = [...this.#compilers];
    for (const compiler of compilers) compiler.kill(stopping());
    for (const entry of this.#models.values()) {
      if (entry.busy) entry.stop(stopping());
      this.#end(entry);
    }
    await Promise.all([...this.#closing, ...compilers.map(({ exited }) => exited)]);
  }

  /** A loaded or loading model, with one more user. */
  async #enter(model: RunnableModel, options: UseOptions): Promise<LoadedModel> {
    const entry = this.#usable(model);
    if (entry === undefined) return await this.#load(model, options);
    entry.enter(options.keepAliveMs);
    return entry;
  }

  #leave(entry: LoadedModel): void {
    entry.lastUsed = ++this.#uses;
    entry.leave();
    this.#announceFreed();
  }

  #usable(model: RunnableModel): LoadedModel | undefined {
    const entry = this.#models.get(runnerKey(model));
    return entry?.runner.ended === false ? entry : undefined;
  }

  /** Makes room for a model and starts its runner, one at a time, and gives it one more user before any other loads. */
  async #load(model: RunnableModel, { signal, keepAliveMs }: UseOptions): Promise<LoadedModel> {
    const { maxQueue = MAX_QUEUE, idleTimeoutMs, loadTimeoutMs = 0, now = Date.now } =
      this.#options;
    const threads = model.singleThread ? 1 : this.#options.threads;
    if (this.#loading.length > maxQueue) throw tooMany();
    const endTurn = await this.#loading.take(signal);
    try {
      if (this.#disposed) throw stopping();
      const existing = this.#usable(model);
      if (existing !== undefined) {
        existing.enter(keepAliveMs);
        return existing;
      }
      const estimatedBytes = model.size + RUNNER_OVERHEAD;
      await this.#makeRoom(model, estimatedBytes, signal);
      if (this.#disposed) throw stopping();
      const entry = new LoadedModel(model, this.#start(`model '${model.name}'`), threads, {
        estimatedBytes,
        keepAliveMs: idleTimeoutMs,
        maxQueue,
        now,
        onExpired: () => this.#end(entry),
      });
      entry.enter(keepAliveMs);
      this.#models.set(runnerKey(model), entry);
      entry.runner.exited.then(() => this.#forget(entry));
      const endTimeout = this.#limitLoading(entry, loadTimeoutMs);
      await entry.ready.catch(async (error) => {
        await this.#end(entry);
        throw error;
      }).finally(endTimeout);
      const { pid } = entry.runner;
      this.#options.logger.log("info", "Loaded a model", { model: model.name, pid });
      return entry;
    } finally {
      endTurn();
    }
  }

  /** Gives up on a model that loads for too long; call what it returns when it is loaded. */
  #limitLoading(entry: LoadedModel, milliseconds: number): () => void {
    if (milliseconds <= 0) return () => {};
    const timer = setTimeout(() => {
      const message = `Cannot load '${entry.model.name}': it took longer than ` +
        `${Math.round(milliseconds / 1000)} s`;
      entry.stop(
        new HologramError(message, {
          kind: "unavailable",
          hint: "Allow more with HOLOGRAM_LOAD_TIMEOUT",
        }),
      );
    }, milliseconds);
    return () => clearTimeout(timer);
  }

  async #makeRoom(model: RunnableModel, bytes: number, signal?: AbortSignal): Promise<void> {
    const { memoryBudget, maxLoadedModels = 0 } = this.#options;
    if (model.memoryBudget !== undefined && bytes > model.memoryBudget) {
      throw new HologramError(
        `Cannot load '${model.name}': it takes about ${mebibytes(bytes)}, ` +
          `and its own MEMORY_BUDGET is ${mebibytes(model.memoryBudget)}`,
        { kind: "too_large", hint: "Create it again with a larger MEMORY_BUDGET" },
      );
    }
    if (bytes > memoryBudget) {
      throw new HologramError(
        `Cannot load '${model.name}': it takes about ${mebibytes(bytes)}, ` +
          `and the memory budget is ${mebibytes(memoryBudget)}`,
        { kind: "too_large", hint: "Raise the budget: hologram serve --memory-budget MB" },
      );
    }
    while (true) {
      const entries = [...this.#models.values()];
      const used = entries.reduce((sum, entry) => sum + entry.bytes, 0);
      const hasPlace = maxLoadedModels <= 0 || entries.length < maxLoadedModels;
      if (hasPlace && used + bytes <= memoryBudget) return;
      const idle = entries.filter(({ busy }) => !busy).sort((a, b) => a.lastUsed - b.lastUsed)[0];
      if (idle !== undefined) await this.#end(idle);
      else await abortable(this.#freed.promise, signal);
    }
  }

  #start(label: string): RunnerProcess {
    const { command, logger } = this.#options;
    return new RunnerProcess({ command, logger, label });
  }

  #end(entry: LoadedModel): Promise<void> {
    this.#forget(entry);
    const closing = entry.runner.close();
    this.#closing.add(closing);
    return closing.finally(() => this.#closing.delete(closing));
  }

  #forget(entry: LoadedModel): void {
    entry.disarm();
    const key = runnerKey(entry.model);
    if (this.#models.get(key) !== entry) return;
    this.#models.delete(key);
    this.#announceFreed();
  }

  #announceFreed(): void {
    this.#freed.resolve();
    this.#freed = Promise.withResolvers();
  }
}

function stopping(): HologramError {
  return new HologramError("The server is stopping", { kind: "unavailable" });
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MB`;
}

async function abortable(promise: Promise<void>, signal?: AbortSignal): Promise<void> {
  if (signal === undefined) return await promise;
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
