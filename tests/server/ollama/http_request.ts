import { request } from "node:http";
import { text } from "node:stream/consumers";

/** What a server answered. */
export interface HttpAnswer {
  /** The status. */
  status: number;
  /** The headers, in lower case. */
  headers: Record<string, string>;
  /** The body. */
  text: string;
}

/** What is sent; unlike `fetch`, with any `Host` and `Origin`. */
export interface HttpRequest {
  /** The method. */
  method: string;
  /** The path. */
  path: string;
  /** Headers. */
  headers?: Record<string, string>;
  /** The body. */
  body?: string | Uint8Array;
}

/** Sends one request over a connection of its own. */
export function httpRequest(base: string, sent: HttpRequest): Promise<HttpAnswer> {
  const { hostname, port } = new URL(base);
  const { method, path, headers = {}, body } = sent;
  return new Promise((resolve, reject) => {
    const outgoing = request({
      hostname,
      port,
      method,
      path,
      agent: false,
      headers: {
        ...(body === undefined ? {} : { "content-length": String(byteLength(body)) }),
        ...headers,
      },
    }, (incoming) => {
      text(incoming).then((body) => {
        const headers = Object.entries(incoming.headers).map(([k, v]) => [k, String(v)]);
        resolve({
          status: incoming.statusCode!,
          headers: Object.fromEntries(headers),
          text: body,
        });
      }, reject);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

function byteLength(body: string | Uint8Array): number {
  return typeof body === "string" ? new TextEncoder().encode(body).length : body.length;
}
