import { errorLine } from "./error_response.ts";
import { jsonText } from "./json_text.ts";

/** Makes the lines of a streamed answer; what it throws before the first line becomes a status. */
export type LineProducer = (
  send: (line: unknown) => void,
  signal: AbortSignal,
) => Promise<void>;

/**
 * A response of one JSON value a line, sent as they come. When the client goes, the producer's signal fires.
 * A failure before the first line is thrown, one after it is the last line, as `{"error": …}`.
 */
export async function ndjsonResponse(
  produce: LineProducer,
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
  const send = (line: unknown) => {
    if (signal.aborted) return;
    sink.enqueue(encoder.encode(jsonText(line) + "\n"));
    sent = true;
    started.resolve();
  };
  produce(send, signal)
    .catch((error) => {
      if (!sent) return started.reject(error);
      send(errorLine(error));
    })
    .finally(() => {
      started.resolve();
      if (controller.signal.aborted) return;
      // A stream that is given up must not look as if it were complete.
      if (requestSignal.aborted) sink.error(requestSignal.reason);
      else sink.close();
    });
  await started.promise;
  return new Response(body, { headers: { "content-type": "application/x-ndjson" } });
}
