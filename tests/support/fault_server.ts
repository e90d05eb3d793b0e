import { contentDigestOf } from "../../src/hub/transfer/mod.ts";

/** What goes wrong with one answer. */
export type Fault =
  /** The connection breaks after so many bytes of the body. */
  | { type: "reset"; after: number }
  /** The body ends after so many bytes, as if it were whole, with no length told. */
  | { type: "truncate"; after: number }
  /** No more bytes come after so many. */
  | { type: "stall"; after: number }
  /** A status instead of the file, with headers. */
  | { type: "status"; status: number; headers?: Record<string, string> }
  /** One byte of the body is another. */
  | { type: "corrupt"; at: number }
  /** The whole file where a part is asked for. */
  | { type: "ignore_range" }
  /** The file has this content from now on. */
  | { type: "change"; content: Uint8Array<ArrayBuffer> }
  /** A redirect to the same URL. */
  | { type: "redirect_loop" }
  /** A redirect to some URL. */
  | { type: "redirect"; location: string };

/** A file that is served. */
export interface ServedFile {
  /** Its bytes. */
  content: Uint8Array<ArrayBuffer>;
  /** The entity tag; the SHA-256 of the bytes unless given, none where `null`. */
  etag?: string | null;
  /** Whether the first host redirects to the second for it. */
  redirected?: boolean;
  /** Whether parts are given; yes unless said. */
  ranges?: boolean;
  /** Whether `if-range` is heeded; yes unless said. */
  ifRange?: boolean;
  /** Bytes a second of each answer; as fast as it goes unless given. */
  rate?: number;
  /** Whether the length is told; yes unless said. */
  length?: boolean;
}

/** A request that came. */
export interface SeenRequest {
  /** The number of the request, from 0. */
  index: number;
  /** `first` is the host that clients know, `second` the one that it redirects to. */
  host: "first" | "second";
  method: string;
  path: string;
  /** With the question mark, or empty. */
  query: string;
  headers: Headers;
  /** Bytes of a file that were handed to the system for it so far. */
  served: number;
}

/** How a {@linkcode FaultServer} is started. */
export interface FaultServerOptions {
  /** What goes wrong with a request; nothing unless it says so. */
  plan?: (request: SeenRequest) => Fault | undefined;
  /** Answers what is no file, such as an API, instead of a 404. */
  respond?: (
    request: Request,
    seen: SeenRequest,
  ) => Response | undefined | Promise<Response | undefined>;
}

/** Bytes that go into a body at a time. */
const CHUNK = 16 * 1024;

/**
 * A file server on two ports whose faults are planned. The first host redirects to the second for files that say so, with a
 * signature in the query that lasts until {@linkcode FaultServer.expireSignatures}.
 */
export class FaultServer implements AsyncDisposable {
  /** Files by their path, which starts with a slash. */
  readonly files = new Map<string, ServedFile>();
  /** What came, in order. */
  readonly log: SeenRequest[] = [];
  /** What goes wrong with a request. */
  plan: (request: SeenRequest) => Fault | undefined;
  readonly #respond: FaultServerOptions["respond"];
  readonly #servers: Record<"first" | "second", Deno.HttpServer<Deno.NetAddr>>;
  readonly #closing = new AbortController();
  #signature = 1;

  /** Starts the server. */
  constructor({ plan = () => undefined, respond }: FaultServerOptions = {}) {
    this.plan = plan;
    this.#respond = respond;
    const start = (host: "first" | "second") =>
      Deno.serve({
        hostname: "127.0.0.1",
        port: 0,
        onListen: () => {},
        onError: () => new Response(null, { status: 500 }),
      }, (request) => this.#answer(request, host));
    this.#servers = { first: start("first"), second: start("second") };
  }

  /** Bytes of files that were handed to the system for the requests in the log. */
  get bytesServed(): number {
    return this.log.reduce((total, { served }) => total + served, 0);
  }

  /** The URL of the host that clients know, without a slash at the end. */
  get url(): string {
    return `http://127.0.0.1:${this.#servers.first.addr.port}`;
  }

  /** The URL of the host that it redirects to. */
  get secondUrl(): string {
    return `http://127.0.0.1:${this.#servers.second.addr.port}`;
  }

  /** Serves a file; gives its URL and digest. */
  add(path: string, file: ServedFile): { url: string; digest: string; size: number } {
    this.files.set(path, file);
    return {
      url: this.url + path,
      digest: contentDigestOf("sha256", file.content),
      size: file.content.length,
    };
  }

  /** From now on the second host answers 403 to the signatures that it gave out. */
  expireSignatures(): void {
    this.#signature++;
  }

  /** Ends both hosts and every answer. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await Promise.all(Object.values(this.#servers).map((server) => server.shutdown()));
  }

  async #answer(request: Request, host: "first" | "second"): Promise<Response> {
    const { pathname: path, search: query } = new URL(request.url);
    const { method, headers } = request;
    const seen: SeenRequest = {
      index: this.log.length,
      host,
      method,
      path,
      query,
      headers,
      served: 0,
    };
    this.log.push(seen);
    const fault = this.plan(seen);
    if (fault?.type === "status") {
      return new Response("no", { status: fault.status, headers: fault.headers });
    }
    if (fault?.type === "redirect_loop") return redirect(path);
    if (fault?.type === "redirect") return redirect(fault.location);
    const file = this.files.get(path);
    if (file === undefined) {
      return await this.#respond?.(request, seen) ?? new Response("no such file", { status: 404 });
    }
    if (file.redirected && host === "first") {
      return redirect(`${this.secondUrl}${path}?signature=${this.#signature}`);
    }
    if (file.redirected && query !== `?signature=${this.#signature}`) {
      return new Response("expired", { status: 403 });
    }
    if (fault?.type === "change") file.content = fault.content;
    return this.#serve(seen, file, fault);
  }

  #serve(seen: SeenRequest, file: ServedFile, fault?: Fault): Response {
    const { method, headers: asked } = seen;
    const total = file.content.length;
    const etag = file.etag === undefined
      ? `"${contentDigestOf("sha256", file.content)}"`
      : file.etag ?? undefined;
    const headers = new Headers({ "content-type": "application/octet-stream" });
    if (etag !== undefined) headers.set("etag", etag);
    const givesRanges = file.ranges !== false && fault?.type !== "ignore_range" &&
      (file.ifRange === false || (asked.get("if-range") ?? etag) === etag);
    const range = /^bytes=(\d+)-(\d*)$/.exec(givesRanges ? asked.get("range") ?? "" : "");
    let [start, end] = [0, total];
    if (range !== null) {
      start = Number(range[1]);
      end = Math.min(total, range[2] === "" ? total : Number(range[2]) + 1);
      if (start >= total) {
        headers.set("content-range", `bytes */${total}`);
        return new Response(null, { status: 416, headers });
      }
      headers.set("content-range", `bytes ${start}-${end - 1}/${total}`);
    }
    if (file.ranges !== false) headers.set("accept-ranges", "bytes");
    if (file.length !== false && fault?.type !== "truncate") {
      headers.set("content-length", `${end - start}`);
    }
    const status = range === null ? 200 : 206;
    if (method === "HEAD") return new Response(null, { status, headers });
    const body = this.#body(seen, file.content.slice(start, end), file.rate, fault);
    return new Response(body, { status, headers });
  }

  #body(
    seen: SeenRequest,
    content: Uint8Array<ArrayBuffer>,
    rate: number | undefined,
    fault: Fault | undefined,
  ): ReadableStream<Uint8Array<ArrayBuffer>> {
    if (fault?.type === "corrupt" && content.length > 0) {
      content[fault.at % content.length]! ^= 0x55;
    }
    const isCut = fault?.type === "reset" || fault?.type === "truncate" || fault?.type === "stall";
    const end = isCut ? Math.min(fault.after, content.length) : content.length;
    let at = 0;
    return new ReadableStream({
      pull: async (controller) => {
        if (at === end) {
          if (fault?.type === "stall" && at < content.length) {
            await this.#wait(Infinity);
          } else if (fault?.type === "reset" && at < content.length) {
            controller.error(new Error("planned"));
            return;
          }
          controller.close();
          return;
        }
        const chunk = content.slice(at, Math.min(end, at + CHUNK));
        if (rate !== undefined) await this.#wait(chunk.length / rate * 1000);
        at += chunk.length;
        seen.served += chunk.length;
        controller.enqueue(chunk);
      },
    }, { highWaterMark: 0 });
  }

  /** Waits so many milliseconds, or until the server ends. */
  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const { signal } = this.#closing;
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, Math.min(ms, 2 ** 31 - 1));
      signal.addEventListener("abort", done);
      if (signal.aborted) done();
    });
  }
}

function redirect(location: string): Response {
  return new Response(null, { status: 302, headers: { location } });
}
