/** A request that went through a {@linkcode RecordingProxy}. */
export interface RecordedRequest {
  /** Its route. */
  path: string;
  /** Its JSON. */
  body: Record<string, unknown>;
}

/** Passes requests on to a server and keeps those with a body. */
export class RecordingProxy {
  /** The requests, first one first. */
  readonly requests: RecordedRequest[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  /** Stands in front of the server at an address. */
  constructor(url: string) {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async (request) => {
        const { pathname: path } = new URL(request.url);
        const text = await request.text();
        if (text !== "") this.requests.push({ path, body: JSON.parse(text) });
        return await fetch(url + path, {
          method: request.method,
          body: text === "" ? undefined : text,
          signal: request.signal,
        });
      },
    );
  }

  /** The port that it listens on. */
  get port(): string {
    return String(this.#server.addr.port);
  }

  /** Ends it. */
  async stop(): Promise<void> {
    await this.#server.shutdown();
  }
}
