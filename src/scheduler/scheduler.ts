import { HologramError, type Logger } from "../base/mod.ts";
import type { CompiledModel, CompileParams, CompileProgress } from "../runner/protocol/mod.ts";
import type { LoadedModel, RunnerMethods, RunnerReply } from "../runner/protocol/mod.ts";
import type { SelfCommand } from "../self_command.ts";
import { type CallOptions, RunnerProcess } from "./runner_process.ts";
import { Turns } from "./turns.ts";

/** What a scheduler is given. */
export interface SchedulerOptions {
  /** The command line of this program, which starts a runner. */
  command: SelfCommand;
  /** Memory that loaded models may take together, in bytes. */
  memoryBudget: number;
  /** How long an unused model stays loaded, in milliseconds; negative for ever. */
  idleTimeoutMs: number;
  /** Threads that a model may use. */
  threads: number;
  /** Where its doings are told. */
  logger: Logger;
  /** How long a cancelled request may go on before its runner is killed. */
  cancelGraceMs?: number;
}

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
}

/** A model that is loaded, and stays so while it is in use. */
export interface ModelInUse {
  /** What it takes and gives. */
  loaded: LoadedModel;
  /** Time that this use spent on loading it, in nanoseconds; 0 if it was loaded. */
  loadDurationNs: number;
  /**
   * Asks it, after the requests that came before.
   *
   * @throws {HologramError} The model's own error, `cancelled`, or `internal` when its runner ends; the next request
   * then starts a new one.
   */
  call<M extends "infer" | "generate">(
    method: M,
    params: RunnerMethods[M]["params"],
    options?: CallOptions<RunnerMethods[M]["event"]>,
  ): Promise<RunnerReply<RunnerMethods[M]["result"]>>;
}

/** Memory of a runner beside its weights: the engine, its code and its arena, in bytes (measured). */
const RUNNER_OVERHEAD = 200 * 2 ** 20;

interface Entry {
  model: RunnableModel;
  bytes: number;
  runner: RunnerProcess;
  loaded: Promise<LoadedModel>;
  turns: Turns;
  /** Requests that use it now, waiting ones included. */
  users: number;
  /** Whether a request has used it; the first one bears the time of loading. */
  served: boolean;
  idleTimer: ReturnType<typeof setTimeout> | undefined;
  lastUsed: number;
}

/**
 * Holds the loaded models: starts a runner for a model at its first request, gives it one request at a time in the
 * order of their coming, and ends it when it was idle long enough or its memory is needed.
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #entries = new Map<string, Entry>();
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
   * when the server is stopping; and what the work throws.
   */
  async use<T>(
    model: RunnableModel,
    signal: AbortSignal | undefined,
    work: (model: ModelInUse) => Promise<T>,
  ): Promise<T> {
    const start = performance.now();
    let entry = await this.#enter(model, signal);
    const wasLoaded = entry.served;
    entry.served = true;
    try {
      const loaded = await entry.loaded;
      return await work({
        loaded,
        loadDurationNs: wasLoaded ? 0 : Math.round((performance.now() - start) * 1e6),
        call: async (method, params, options = {}) => {
          while (true) {
            const endTurn = await entry.turns.take(options.signal);
            try {
              if (!entry.runner.ended) return await entry.runner.call(method, params, options);
            } finally {
              endTurn();
            }
            // The runner ended under another request, which is nothing to this one.
            const next = await this.#enter(model, options.signal);
            this.#leave(entry);
            entry = next;
            await entry.loaded;
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

  /**
   * Unloads a model, if it is loaded, and waits until its process is gone.
   *
   * @throws {HologramError} `conflict` when it is busy.
   */
  async unload(digest: string): Promise<void> {
    const entry = this.#entries.get(digest);
    if (entry === undefined) return;
    if (entry.users > 0) {
      throw new HologramError(`Cannot unload '${entry.model.name}': it is answering a request`, {
        kind: "conflict",
      });
    }
    await this.#end(entry);
  }

  /** Process ids of the runners that hold models. */
  get pids(): number[] {
    return [...this.#entries.values()].map(({ runner }) => runner.pid);
  }

  /** Ends every runner; open requests fail. No request is taken afterwards. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    const reason = new HologramError("The server is stopping", { kind: "unavailable" });
    const compilers = [...this.#compilers];
    for (const compiler of compilers) compiler.kill(reason);
    for (const entry of this.#entries.values()) {
      if (entry.users > 0) entry.runner.kill(reason);
      this.#end(entry);
    }
    await Promise.all([...this.#closing, ...compilers.map(({ exited }) => exited)]);
  }

  /** The entry of a model, with one more user; its runner may still be loading. */
  async #enter(model: RunnableModel, signal?: AbortSignal): Promise<Entry> {
    const existing = this.#entries.get(model.digest);
    const entry = existing?.runner.ended === false ? existing : await this.#load(model, signal);
    entry.users++;
    clearTimeout(entry.idleTimer);
    return entry;
  }

  /** Makes room for a model and starts its runner; one at a time. */
  async #load(model: RunnableModel, signal?: AbortSignal): Promise<Entry> {
    const endTurn = await this.#loading.take(signal);
    try {
      if (this.#disposed) {
        throw new HologramError("The server is stopping", { kind: "unavailable" });
      }
      const existing = this.#entries.get(model.digest);
      if (existing?.runner.ended === false) return existing;
      const bytes = model.size + RUNNER_OVERHEAD;
      await this.#makeRoom(model, bytes, signal);
      const runner = this.#start(`model '${model.name}'`);
      const entry: Entry = {
        model,
        bytes,
        runner,
        loaded: runner.call("load", { path: model.path, threads: this.#options.threads })
          .then(({ result }) => result),
        turns: new Turns(),
        users: 0,
        served: false,
        idleTimer: undefined,
        lastUsed: ++this.#uses,
      };
      this.#entries.set(model.digest, entry);
      runner.exited.then(() => this.#forget(entry));
      await entry.loaded.catch(async (error) => {
        await this.#end(entry);
        throw error;
      });
      this.#options.logger.log("info", "Loaded a model", { model: model.name, pid: runner.pid });
      return entry;
    } finally {
      endTurn();
    }
  }

  async #makeRoom(model: RunnableModel, bytes: number, signal?: AbortSignal): Promise<void> {
    const { memoryBudget } = this.#options;
    if (bytes > memoryBudget) {
      throw new HologramError(
        `Cannot load '${model.name}': it takes about ${mebibytes(bytes)}, ` +
          `and the memory budget is ${mebibytes(memoryBudget)}`,
        { kind: "too_large", hint: "Raise the budget: hologram serve --memory-budget MB" },
      );
    }
    while (true) {
      const entries = [...this.#entries.values()];
      const used = entries.reduce((sum, entry) => sum + entry.bytes, 0);
      if (used + bytes <= memoryBudget) return;
      const idle = entries.filter(({ users }) => users === 0)
        .sort((a, b) => a.lastUsed - b.lastUsed)[0];
      if (idle !== undefined) await this.#end(idle);
      else await abortable(this.#freed.promise, signal);
    }
  }

  #start(label: string): RunnerProcess {
    const { command, logger, cancelGraceMs } = this.#options;
    return new RunnerProcess({ command, logger, label, cancelGraceMs });
  }

  /** After a use: the model's idle time begins, and whoever waits for memory looks again. */
  #leave(entry: Entry): void {
    entry.users--;
    entry.lastUsed = ++this.#uses;
    this.#announceFreed();
    const { idleTimeoutMs } = this.#options;
    if (entry.users > 0 || idleTimeoutMs < 0 || entry.runner.ended) return;
    clearTimeout(entry.idleTimer);
    entry.idleTimer = setTimeout(() => {
      if (entry.users === 0) this.#end(entry);
    }, idleTimeoutMs);
  }

  #end(entry: Entry): Promise<void> {
    this.#forget(entry);
    const closing = entry.runner.close();
    this.#closing.add(closing);
    return closing.finally(() => this.#closing.delete(closing));
  }

  #forget(entry: Entry): void {
    clearTimeout(entry.idleTimer);
    if (this.#entries.get(entry.model.digest) !== entry) return;
    this.#entries.delete(entry.model.digest);
    this.#announceFreed();
  }

  #announceFreed(): void {
    this.#freed.resolve();
    this.#freed = Promise.withResolvers();
  }
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
