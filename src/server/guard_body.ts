import { HologramError } from "../base/mod.ts";

/** Uploads that go to the disk as they come, and may be of any size. */
const UPLOAD = /^\/api\/blobs\//;

/**
 * A request whose body is at most so many bytes: the same one where its length is known, else one whose body fails
 * with `too_large` when it grows longer. The refusal, where the request says that its body is longer.
 */
export function guardBody(request: Request, maxBytes: number): Request | HologramError {
  if (request.body === null || UPLOAD.test(new URL(request.url).pathname)) return request;
  const length = request.headers.get("content-length");
  if (length !== null) {
    return Number(length) > maxBytes ? tooLarge(maxBytes) : request;
  }
  let bytes = 0;
  const body = request.body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > maxBytes) throw tooLarge(maxBytes);
        controller.enqueue(chunk);
      },
    }),
  );
  return new Request(request, { body });
}

function tooLarge(maxBytes: number): HologramError {
  return new HologramError(
    `The request is too large: its body may have ${Math.floor(maxBytes / 2 ** 20)} MB`,
    { kind: "too_large", hint: "Raise server.max_body_mb (HOLOGRAM_MAX_BODY) of the server" },
  );
}
