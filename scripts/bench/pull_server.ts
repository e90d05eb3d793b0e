/**
 * Serves bytes, with parts: `/?bytes=N&round=R` is a file of N bytes that no other round has. Prints its URL, and ends with its
 * standard input.
 *
 * @module
 */
import { roundBlock } from "./pull_bytes.ts";

/** A round's bytes from an offset up to another. */
function bodyOf(start: number, end: number, round: number): ReadableStream<Uint8Array> {
  const block = roundBlock(round);
  let at = start;
  return new ReadableStream({
    pull(controller) {
      const inside = at % block.length;
      const chunk = block.slice(inside, inside + end - at);
      at += chunk.length;
      controller.enqueue(chunk);
      if (at === end) controller.close();
    },
  }, { highWaterMark: 0 });
}

const server = Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(`http://127.0.0.1:${port}`),
}, (request) => {
  const query = new URL(request.url).searchParams;
  const [bytes, round] = [Number(query.get("bytes")), Number(query.get("round"))];
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get("range") ?? "");
  const start = Number(range?.[1] ?? 0);
  const end = Math.min(bytes, range === null ? bytes : Number(range[2]) + 1);
  const headers = new Headers({ "content-length": `${end - start}`, etag: `"${bytes}-${round}"` });
  if (range !== null) headers.set("content-range", `bytes ${start}-${end - 1}/${bytes}`);
  return new Response(bodyOf(start, end, round), { status: range === null ? 200 : 206, headers });
});
for await (const _ of Deno.stdin.readable);
await server.shutdown();
