import assert from "node:assert/strict";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { HologramError, toHologramError } from "../../../src/base/mod.ts";
import * as z from "../../../src/deps/zod.ts";
import { readV1Body } from "../../../src/server/routes/v1_body.ts";
import { errorResponseFor } from "../../../src/server/routes/v1_errors.ts";
import { type SseFrame, sseResponse } from "../../../src/server/sse_response.ts";

const schema = z.object({ a: z.string() });

function request(body: Uint8Array | string, encoding?: string): Request {
  const headers: HeadersInit = encoding === undefined ? {} : { "content-encoding": encoding };
  return new Request("http://h/v1/x", { method: "POST", body: body as BodyInit, headers });
}

async function failure(body: Uint8Array | string, encoding: string): Promise<HologramError> {
  try {
    await readV1Body(request(body, encoding), schema);
  } catch (error) {
    return toHologramError(error);
  }
  throw new Error("It was read");
}

Deno.test("a body may be compressed by gzip or zstd, and nothing else", async () => {
  const text = JSON.stringify({ a: "b" });
  for (
    const [body, encoding] of [
      [text, undefined],
      [text, "identity"],
      [gzipSync(text), "gzip"],
      [zstdCompressSync(text), "ZSTD"],
    ] as const
  ) {
    assert.deepEqual(await readV1Body(request(body, encoding), schema), { a: "b" });
  }
  const other = await failure(text, "br");
  assert.equal(other.status, 415);
  assert.match(other.message, /content encoding br is not supported/);
});

Deno.test("a compressed body that is damaged or grows too long is refused", async () => {
  const long = new Uint8Array(9 * 2 ** 20);
  for (const [encoding, compress] of [["gzip", gzipSync], ["zstd", zstdCompressSync]] as const) {
    const tooLong = await failure(compress(long), encoding);
    assert.equal(tooLong.status, 400);
    assert.match(tooLong.message, /longer than 8388608 bytes/);
    const damaged = await failure("no such thing", encoding);
    assert.equal(damaged.status, 400);
    const whole = compress(JSON.stringify({ a: "b".repeat(1000) }));
    const cut = await failure(whole.subarray(0, whole.length - 3), encoding);
    assert.equal(cut.status, 400);
  }
});

Deno.test("errors have the form of the API at their path, and say what to do in a header", async () => {
  const error = new HologramError("model 'x' not found", { kind: "not_found", hint: "Do: é" });
  const bytes = (count: number) => new Uint8Array(count).fill(0xab);
  for (const path of ["/v1", "/v1/chat/completions", "/v1/messagesx"]) {
    const response = errorResponseFor(path, error, bytes);
    assert.equal(response.status, 404);
    assert.equal(decodeURIComponent(response.headers.get("x-hologram-hint")!), "Do: é");
    assert.deepEqual(await response.json(), {
      error: {
        ...{ message: "model 'x' not found", type: "not_found_error" },
        ...{ param: null, code: null },
      },
    });
  }
  for (const path of ["/v1/messages", "/v1/messages/count_tokens"]) {
    const response = errorResponseFor(path, error, bytes);
    assert.equal(response.status, 404);
    assert.deepEqual(await response.json(), {
      type: "error",
      error: { type: "not_found_error", message: "model 'x' not found" },
      request_id: `req_${"ab".repeat(12)}`,
    });
  }
  const native = errorResponseFor("/v1x", new Error("odd"));
  assert.equal(native.status, 500);
  assert.deepEqual(await native.json(), { error: "odd" });
});

const failed = (error: unknown): SseFrame => ({
  event: "error",
  data: { error: (error as Error).message },
});
const never = new AbortController().signal;

Deno.test("frames are sent as events, a failure among them as the last one", async () => {
  const response = await sseResponse({
    async *frames() {
      yield { event: "first", data: { text: "a\nb" } };
      yield await Promise.resolve({ data: "[DONE]" });
      throw new Error("broken");
    },
    failure: failed,
  }, never);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  assert.equal(
    await response.text(),
    'event: first\ndata: {"text":"a\\nb"}\n\ndata: [DONE]\n\n' +
      'event: error\ndata: {"error":"broken"}\n\n',
  );
});

Deno.test("a failure before the first frame is thrown", async () => {
  await assert.rejects(
    sseResponse({
      // deno-lint-ignore require-yield
      async *frames() {
        throw await Promise.resolve(new Error("broken"));
      },
      failure: failed,
    }, never),
    /broken/,
  );
});

Deno.test("a client that goes ends the frames' work", async () => {
  const ended = Promise.withResolvers<void>();
  const response = await sseResponse({
    async *frames(signal) {
      yield { data: "a" };
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      ended.resolve();
    },
    failure: failed,
  }, never);
  await response.body!.cancel();
  await ended.promise;
});

Deno.test("a stream that is given up does not look complete", async () => {
  const controller = new AbortController();
  const response = await sseResponse({
    async *frames(signal) {
      yield { data: "a" };
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    },
    failure: failed,
  }, controller.signal);
  controller.abort();
  await assert.rejects(response.text());
});
