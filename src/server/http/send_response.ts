import type { ServerResponse } from "node:http";
import type { Connection } from "./connections.ts";

/** Types of bodies that are sent whole, with their length; others are sent as they come. */
const WHOLE = /^(?:application\/json|text\/(?!event-stream))/;

/**
 * Sends a response of the web's kind through `node:http`, no faster than the client takes it. Resolves when it is sent
 * or the client is gone; then the body is cancelled.
 *
 * A body that fails cuts the connection, so that what came cannot be taken for the whole.
 */
export async function sendResponse(
  response: Response,
  outgoing: ServerResponse,
  connection: Connection | undefined,
): Promise<void> {
  const { status, headers, body } = response;
  const head = Object.fromEntries(headers);
  if (body === null || outgoing.req.method === "HEAD") {
    await body?.cancel();
    if (body === null && status !== 204 && status !== 304) head["content-length"] ??= "0";
    outgoing.writeHead(status, head).end();
    return;
  }
  if (WHOLE.test(head["content-type"] ?? "")) {
    const bytes = new Uint8Array(await response.arrayBuffer());
    head["content-length"] = String(bytes.byteLength);
    outgoing.writeHead(status, head).end(bytes);
    return;
  }
  outgoing.writeHead(status, head);
  outgoing.flushHeaders();
  const reader = body.getReader();
  const cancel = () => void reader.cancel("The client is gone").catch(() => {});
  outgoing.once("close", cancel);
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (done || outgoing.destroyed) break;
      if (outgoing.write(value)) continue;
      connection?.waitForClient();
      await drained(outgoing);
      connection?.clientMoved();
    }
    outgoing.off("close", cancel);
    outgoing.end();
  } catch {
    outgoing.destroy();
  }
}

/** Resolves when the client has taken what was written, or is gone. */
async function drained(outgoing: ServerResponse): Promise<void> {
  if (outgoing.destroyed) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => {
    outgoing.off("drain", done).off("close", done);
    resolve();
  };
  outgoing.on("drain", done).on("close", done);
  await promise;
}
