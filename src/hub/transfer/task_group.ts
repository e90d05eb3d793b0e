/** Work side by side that ends together: the first failure ends the rest. */
export class TaskGroup {
  readonly #controller = new AbortController();
  readonly #running = new Set<Promise<void>>();
  #failure: { error: unknown } | undefined;
  /** Ends the tasks: by the outer signal, or because one failed. */
  readonly signal: AbortSignal;

  /** Makes a group without tasks. */
  constructor(signal: AbortSignal) {
    this.signal = AbortSignal.any([signal, this.#controller.signal]);
  }

  /** How many tasks have not ended. */
  get size(): number {
    return this.#running.size;
  }

  /** Starts a task. */
  start(task: () => Promise<void>): void {
    const running = task().catch((error) => {
      this.#failure ??= { error };
      this.#controller.abort();
    }).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Waits until all tasks have ended, those included that tasks start; fails as the first that failed did. */
  async end(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
