/** Answers a request for bytes: all, a range of them, or their headers alone. */
export function serveBytes(
  request: Request,
  bytes: Uint8Array<ArrayBuffer>,
  etag: string,
  more: Record<string, string> = {},
): Response {
  const headers = new Headers({ ...more, etag: `"${etag}"`, "accept-ranges": "bytes" });
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("range") ?? "");
  const isFresh = [null, `"${etag}"`].includes(request.headers.get("if-range"));
  if (range === null || !isFresh) {
    headers.set("content-length", String(bytes.length));
    return new Response(request.method === "HEAD" ? null : bytes, { headers });
  }
  const start = Number(range[1]);
  const end = Math.min(range[2] === "" ? bytes.length : Number(range[2]) + 1, bytes.length);
  if (start >= bytes.length) {
    headers.set("content-range", `bytes */${bytes.length}`);
    return new Response(null, { status: 416, headers });
  }
  headers.set("content-range", `bytes ${start}-${end - 1}/${bytes.length}`);
  headers.set("content-length", String(end - start));
  return new Response(request.method === "HEAD" ? null : bytes.subarray(start, end), {
    status: 206,
    headers,
  });
}
