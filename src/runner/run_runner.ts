import { startWatcher } from "../assets.ts";
import { HologramError, type Tensor, toHologramError } from "../base/mod.ts";
import { ModelHost } from "./model_host.ts";
import { compile } from "./compile.ts";
import {
  type FromRunner,
  packTensors,
  readFrames,
  type RunnerMethods,
  type RunnerReply,
  type ToRunner,
  unpackTensors,
  writeFrame,
} from "./protocol/mod.ts";

/** What a method gets besides its parameters. */
export interface CallContext<Event> {
  /** Tensors that came with the request. */
  tensors: Map<string, Tensor>;
  /** Fires when the server cancels the request. */
  signal: AbortSignal;
  /** Sends an event of the request. */
  emit(event: Event): void;
}

type Handlers = {
  [M in keyof RunnerMethods]: (
    params: RunnerMethods[M]["params"],
    context: CallContext<RunnerMethods[M]["event"]>,
  ) => Promise<RunnerReply<RunnerMethods[M]["result"]>>;
};

/** The streams of a runner. */
export interface RunnerStreams {
  /** Frames from the server. */
  input: ReadableStream<Uint8Array>;
  /** Frames to the server. */
  output: WritableStream<Uint8Array>;
}

/**
 * The main loop of a runner process: answers one request after the other until its input ends. A cancel is read
 * between the steps of the request that it names.
 *
 * @param parent Process id of the server; when it is no longer the parent, the process ends at once.
 */
export async function runRunner(parent: number, streams: RunnerStreams): Promise<void> {
  const watcher = startWatcher();
  watcher.postMessage(parent);
  const host = new ModelHost();
  const handlers: Handlers = {
    load: (params) => host.load(params),
    infer: (params, context) => host.infer(params, context),
    generate: (params, context) => host.generate(params, context),
    embed: (params, context) => host.embed(params, context),
    tokenize: (params) => host.tokenize(params),
    detokenize: (params) => host.detokenize(params),
    render: (params) => host.render(params),
    compile,
  };
  await serveFrames(handlers as unknown as AnyHandlers, streams);
  watcher.terminate();
}

type AnyHandlers = Record<
  string,
  (params: unknown, context: CallContext<unknown>) => Promise<RunnerReply<unknown>>
>;

async function serveFrames(handlers: AnyHandlers, streams: RunnerStreams): Promise<void> {
  const writer = streams.output.getWriter();
  const send = (message: FromRunner, payload: Uint8Array[] = []) =>
    writeFrame(writer, message, payload);
  const running = new Map<number, AbortController>();
  let last: Promise<void> = Promise.resolve();
  for await (const { header, payload } of readFrames(streams.input)) {
    const message = header as ToRunner;
    if ("cancel" in message) {
      running.get(message.cancel)?.abort(
        new HologramError("The request was cancelled", { kind: "cancelled" }),
      );
      continue;
    }
    const { id, method, params } = message;
    const controller = new AbortController();
    running.set(id, controller);
    last = last.then(async () => {
      try {
        const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
        if (handler === undefined) throw new HologramError(`Unknown runner method '${method}'`);
        controller.signal.throwIfAborted();
        const reply = await handler(params, {
          tensors: unpackTensors(message.tensors ?? [], payload),
          signal: controller.signal,
          emit: (event) => void send({ id, event }),
        });
        const packed = packTensors(reply.tensors);
        const { rss: residentBytes } = Deno.memoryUsage();
        await send(
          { id, result: reply.result, tensors: packed.headers, residentBytes },
          packed.payload,
        );
      } catch (thrown) {
        const { message, kind, hint } = toHologramError(thrown);
        await send({ id, error: { message, kind, hint } });
      } finally {
        running.delete(id);
      }
    });
  }
  for (const controller of running.values()) controller.abort();
  await last.catch(() => {});
  await writer.close().catch(() => {});
}
