/** A request that went through a {@linkcode RecordingProxy}. */
export interface RecordedRequest {
  /** Its route. */
  path: string;
  /** Its JSON. */
  body: Record<string, unknown>;
}

/** Answers a request instead of the server, where it returns something. */
export type Intercept = (request: RecordedRequest) => Response | undefined;

/** Passes requests on to a server and keeps those with a body. */
export class RecordingProxy {
  /** The requests, first one first. */
  readonly requests: RecordedRequest[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  /** Stands in front of the server at an address; `intercept` answers what that server cannot be brought to say. */
  constructor(url: string, intercept: Intercept = () => undefined) {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async (request) => {
        const { pathname: path } = new URL(request.url);
        const text = await request.text();
        if (text !== "") {
          const recorded = { path, body: JSON.parse(text) };
          this.requests.push(recorded);
          const answer = intercept(recorded);
          if (answer !== undefined) return answer;
        }
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
