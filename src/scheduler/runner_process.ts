import { HologramError, type Logger, type Tensor } from "../base/mod.ts";
import {
  type FromRunner,
  packTensors,
  readFrames,
  type RunnerMethods,
  type RunnerReply,
  unpackTensors,
  writeFrame,
} from "../runner/protocol/mod.ts";
import type { SelfCommand } from "../self_command.ts";

/** How a runner is started. */
export interface RunnerOptions {
  /** The command line of this program. */
  command: SelfCommand;
  /** Where the runner's own words go. */
  logger: Logger;
  /** What error messages call the runner's work: `model 'x'`. */
  label: string;
  /** How long a cancelled request may go on before the runner is killed. */
  cancelGraceMs?: number;
}

/** What a call may be told. */
export interface CallOptions<Event> {
  /** Tensors to send along. */
  tensors?: ReadonlyMap<string, Tensor>;
  /** Cancels the call; a runner that does not answer the cancel in time is killed. */
  signal?: AbortSignal;
  /** Takes the events of the call. */
  onEvent?: (event: Event) => void;
}

interface Pending {
  onEvent?: (event: unknown) => void;
  resolve: (reply: RunnerReply<unknown>) => void;
  reject: (error: unknown) => void;
}

const CANCEL_GRACE_MS = 2000;
const CLOSE_GRACE_MS = 2000;
const KEPT_LINES = 20;

/**
 * A runner process, seen from its server. It is started detached, so that Ctrl-C in a terminal reaches only the
 * server, which ends its runners in its own order.
 */
export class RunnerProcess {
  /** Resolves, never rejects, when the process is gone and its streams are read to their end. */
  readonly exited: Promise<void>;
  readonly #options: RunnerOptions;
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #pending = new Map<number, Pending>();
  readonly #lastLines: string[] = [];
  #nextId = 1;
  #residentBytes: number | undefined;
  #ended: HologramError | undefined;

  /** Starts the process; requests may be sent at once. */
  constructor(options: RunnerOptions) {
    this.#options = options;
    const { path, args } = options.command;
    this.#child = new Deno.Command(path, {
      args: [...args, "runner", "--parent", String(Deno.pid)],
      detached: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#input.closed.catch(() => {});
    this.exited = this.#follow();
  }

  /** The process id. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Memory of the process when it last answered, in bytes. */
  get residentBytes(): number | undefined {
    return this.#residentBytes;
  }

  /** Whether the process is gone or going. */
  get ended(): boolean {
    return this.#ended !== undefined;
  }

  /**
   * Asks the runner and waits for its answer.
   *
   * @throws {HologramError} The runner's own error; `cancelled` after a cancel; `internal` when the process ends.
   */
  async call<M extends keyof RunnerMethods>(
    method: M,
    params: RunnerMethods[M]["params"],
    options: CallOptions<RunnerMethods[M]["event"]> = {},
  ): Promise<RunnerReply<RunnerMethods[M]["result"]>> {
    if (options.signal?.aborted) throw cancelled();
    if (this.#ended !== undefined) throw this.#ended;
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<RunnerReply<unknown>>();
    this.#pending.set(id, {
      onEvent: options.onEvent as (event: unknown) => void,
      resolve,
      reject,
    });
    const packed = packTensors(options.tensors ?? new Map());
    this.#send({ id, method, params, tensors: packed.headers }, packed.payload);
    let grace: ReturnType<typeof setTimeout> | undefined;
    const cancel = () => {
      this.#send({ cancel: id });
      grace = setTimeout(
        () => this.kill(cancelled()),
        this.#options.cancelGraceMs ?? CANCEL_GRACE_MS,
      );
    };
    options.signal?.addEventListener("abort", cancel, { once: true });
    try {
      return await promise as RunnerReply<RunnerMethods[M]["result"]>;
    } finally {
      clearTimeout(grace);
      options.signal?.removeEventListener("abort", cancel);
      this.#pending.delete(id);
    }
  }

  /** Ends the process: its input ends, and if that is not enough it is killed. */
  async close(): Promise<void> {
    this.#ended ??= new HologramError(`The runner of ${this.#options.label} was unloaded`);
    this.#input.close().catch(() => {});
    const timer = setTimeout(() => this.kill(), CLOSE_GRACE_MS);
    await this.exited;
    clearTimeout(timer);
  }

  /** Ends the process at once; open requests fail with `reason`. */
  kill(reason?: HologramError): void {
    if (reason !== undefined) this.#ended ??= reason;
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It is gone already.
    }
  }

  /** A write fails only when the process is gone, of which its exit tells. */
  #send(message: unknown, payload: Uint8Array[] = []): void {
    writeFrame(this.#input, message, payload).catch(() => {});
  }

  async #follow(): Promise<void> {
    const [status] = await Promise.all([
      this.#child.status,
      this.#readAnswers(),
      this.#drainStderr(),
    ]);
    await this.#input.abort().catch(() => {});
    const how = status.signal ? `killed by ${status.signal}` : `exit code ${status.code}`;
    this.#ended ??= new HologramError(
      [`The runner of ${this.#options.label} stopped: ${how}`, ...this.#lastLines].join("\n  "),
      { hint: "The next request starts a new one" },
    );
    for (const { reject } of this.#pending.values()) reject(this.#ended);
    this.#pending.clear();
  }

  async #readAnswers(): Promise<void> {
    try {
      for await (const { header, payload } of readFrames(this.#child.stdout)) {
        const message = header as FromRunner;
        const pending = this.#pending.get(message.id);
        if ("event" in message) {
          pending?.onEvent?.(message.event);
        } else if ("error" in message) {
          const { message: text, kind, hint } = message.error;
          pending?.reject(new HologramError(text, { kind, hint }));
        } else {
          this.#residentBytes = message.residentBytes;
          const tensors = unpackTensors(message.tensors ?? [], payload);
          pending?.resolve({ result: message.result, tensors });
        }
      }
    } catch (error) {
      this.#options.logger.log("error", "A runner's output cannot be read", { error });
      this.kill();
    }
  }

  /** An undrained pipe would stop the runner once it is full. */
  async #drainStderr(): Promise<void> {
    const lines = this.#child.stderr
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new LineStream());
    for await (const line of lines) {
      this.#lastLines.push(line);
      if (this.#lastLines.length > KEPT_LINES) this.#lastLines.shift();
      this.#options.logger.log("debug", line, { runner: this.#child.pid });
    }
  }
}

/** Cuts text into its lines that are not blank. */
class LineStream extends TransformStream<string, string> {
  constructor() {
    let rest = "";
    super({
      transform(chunk, controller) {
        const lines = (rest + chunk).split(/\r?\n/);
        rest = lines.pop()!;
        for (const line of lines) if (line.trim() !== "") controller.enqueue(line);
      },
      flush(controller) {
        if (rest.trim() !== "") controller.enqueue(rest);
      },
    });
  }
}

function cancelled(): HologramError {
  return new HologramError("The request was cancelled", { kind: "cancelled" });
}
