import { jsonText } from "./json_text.ts";

/** An event of a stream of server-sent events. */
export interface SseFrame {
  /** Its name, where the protocol names its events. */
  event?: string;
  /** A text that is sent as it is, or any other value, sent as JSON. */
  data: unknown;
}

/** How the frames of an answer are made, and what tells of a failure among them. */
export interface SseSource {
  /** Makes the frames; the signal fires when the client goes away. */
  frames: (signal: AbortSignal) => AsyncIterable<SseFrame>;
  /** The frame that tells of a failure. */
  failure: (error: unknown) => SseFrame;
}

/**
 * A response of server-sent events, sent as they come. When the client goes, the source's signal fires. A failure
 * before the first frame is thrown; one after it becomes a frame of its own, the last one.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function sseResponse(
  source: SseSource,
  requestSignal: AbortSignal,
): Promise<Response> {
  const controller = new AbortController();
  const signal = AbortSignal.any([controller.signal, requestSignal]);
  const encoder = new TextEncoder();
  const started = Promise.withResolvers<void>();
  let sent = false;
  let sink!: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>({
    start: (streamController) => void (sink = streamController),
    cancel: (reason) => controller.abort(reason),
  });
  const send = (frame: SseFrame) => {
    if (signal.aborted) return;
    sink.enqueue(encoder.encode(frameText(frame)));
    sent = true;
    started.resolve();
  };
  const produce = async () => {
    for await (const frame of source.frames(signal)) send(frame);
  };
  produce()
    .catch((error) => sent ? send(source.failure(error)) : started.reject(error))
    .finally(() => {
      started.resolve();
      if (controller.signal.aborted) return;
      // A stream that is given up must not look as if it were complete.
      if (requestSignal.aborted) sink.error(requestSignal.reason);
      else sink.close();
    });
  await started.promise;
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-cache" },
  });
}

function frameText({ event, data }: SseFrame): string {
  const text = typeof data === "string" ? data : jsonText(data);
  return `${event === undefined ? "" : `event: ${event}\n`}data: ${text}\n\n`;
}
