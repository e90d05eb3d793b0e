import { HologramError } from "../../../base/mod.ts";
import type { Truncated } from "../../answers/chunks.ts";
import { jsonResponse } from "../../json_response.ts";
import { ndjsonResponse } from "../../ndjson_response.ts";
import { truncatedHeader } from "../../truncated_header.ts";

/** A piece of an answer, as far as all kinds are alike. */
interface Piece {
  done: boolean;
  done_reason?: string;
  truncated?: Truncated;
}

/**
 * Answers with the pieces as lines, or joined to one. What only loads or unloads a model is one object in any case.
 *
 * @param answer Gives the pieces until a signal fires.
 * @param options Whether it is streamed, how two pieces become one, and what fires when the client goes.
 * @throws {HologramError} What fails before the first piece.
 */
export async function streamAnswer<T extends Piece>(
  answer: (signal: AbortSignal) => AsyncGenerator<T, void, undefined>,
  { stream, join, signal }: {
    stream: boolean;
    join: (before: T, piece: T) => T;
    signal: AbortSignal;
  },
): Promise<Response> {
  if (!stream) {
    let whole: T | undefined;
    for await (const piece of answer(signal)) {
      whole = whole === undefined ? piece : join(whole, piece);
    }
    if (whole === undefined) throw new HologramError("The answer has no end");
    return withTruncated(jsonResponse(whole), whole);
  }
  const left = new AbortController();
  const work = AbortSignal.any([signal, left.signal]);
  const pieces = answer(work);
  const first = await pieces.next();
  if (!first.done && first.value.done && /^(un)?load$/.test(first.value.done_reason ?? "")) {
    await pieces.return();
    return jsonResponse(first.value);
  }
  const response = await ndjsonResponse(async (send, streamSignal) => {
    streamSignal.addEventListener("abort", () => left.abort(), { once: true });
    if (streamSignal.aborted) left.abort();
    if (!first.done) send(first.value);
    for await (const piece of pieces) send(piece);
  }, signal);
  return first.done ? response : withTruncated(response, first.value);
}

/** Tells in a header, too, what did not fit. */
function withTruncated(response: Response, { truncated }: Piece): Response {
  for (const [name, value] of Object.entries(truncatedHeader(truncated))) {
    response.headers.set(name, value);
  }
  return response;
}
