import { errorMessage, HologramError, VERSION } from "../../base/mod.ts";
import { explainResponse } from "./explain_response.ts";
import type { HuggingFaceSource } from "./parse_source.ts";
import {
  type HubEnvironment,
  readEnvironment,
  type ReadEnvironmentOptions,
} from "./read_environment.ts";

/** What a client of Hugging Face is made from. */
export interface HubClientOptions extends ReadEnvironmentOptions {
  /** Makes a request. */
  fetch: typeof fetch;
  /** Waits, in milliseconds; rejects when the signal aborts. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** What a request may say besides its address. */
export interface HubRequest {
  /** The repository that it is about, for messages. */
  source?: HuggingFaceSource;
  /** Gives up. */
  signal?: AbortSignal;
}

/** Answers after which the same request may succeed. */
const PASSING = [408, 429, 500, 502, 503, 504];

/** Milliseconds between attempts. */
const PAUSES = [1000, 3000];

/** The longest that the hub may ask to wait, in milliseconds; what asks for more fails at once. */
const LONGEST_PAUSE = 20_000;

/** Opens a client: reads the environment, asks for nothing yet. Throws what {@linkcode readEnvironment} throws. */
export async function openHubClient(options: HubClientOptions): Promise<HubClient> {
  return new HubClient(options, await readEnvironment(options));
}

/** Makes requests to Hugging Face or a mirror of it: with the token, again after a passing failure, with errors told. */
export class HubClient {
  /** What the environment says. */
  readonly environment: HubEnvironment;
  readonly #options: HubClientOptions;

  /** Makes a client for an environment that has been read. */
  constructor(options: HubClientOptions, environment: HubEnvironment) {
    this.#options = options;
    this.environment = environment;
  }

  /** The headers of a request to the hub: the token goes there alone, not to where the hub redirects. */
  get headers(): Record<string, string> {
    const { token } = this.environment;
    return {
      "user-agent": `hologram/${VERSION}`,
      ...token === undefined ? {} : { authorization: `Bearer ${token.value}` },
    };
  }

  /**
   * The JSON at a path of the hub, with the answer's headers.
   *
   * @throws {HologramError} What {@linkcode explainResponse} says, `unavailable` when the hub cannot be reached or
   * must not be, `invalid` when the answer is not JSON, `cancelled` when the signal aborts.
   */
  async json(
    path: string,
    request: HubRequest = {},
  ): Promise<{ value: unknown; headers: Headers }> {
    const response = await this.#request(path, { redirect: "follow" }, request);
    const text = await response.text().catch((cause) => {
      throw this.#broken(cause, request.signal);
    });
    try {
      return { value: JSON.parse(text), headers: response.headers };
    } catch (cause) {
      throw new HologramError(`Cannot read the answer of ${this.#host}: not JSON`, {
        kind: "invalid",
        hint: "HF_ENDPOINT must be the address of a hub or a mirror of it",
        cause,
      });
    }
  }

  /** Asks whether a file may be fetched, without fetching it. Throws what {@linkcode json} throws. */
  async probe(path: string, request: HubRequest = {}): Promise<void> {
    const response = await this.#request(path, { method: "HEAD", redirect: "manual" }, request);
    await response.body?.cancel();
  }

  async #request(path: string, init: RequestInit, request: HubRequest): Promise<Response> {
    const { endpoint, isOffline } = this.environment;
    const { signal } = request;
    if (isOffline) {
      throw new HologramError(`Cannot ask ${this.#host}: HF_HUB_OFFLINE forbids the network`, {
        kind: "unavailable",
        hint: "Unset HF_HUB_OFFLINE",
      });
    }
    for (let attempt = 0;; attempt++) {
      let failure: HologramError;
      let pause = PAUSES[attempt];
      try {
        const response = await this.#options.fetch(endpoint + path, {
          ...init,
          headers: this.headers,
          ...signal === undefined ? {} : { signal },
        });
        if (response.status < 400) return response;
        failure = await explainResponse(response, this.environment, request.source);
        if (!PASSING.includes(response.status)) throw failure;
        const asked = Number(response.headers.get("retry-after") ?? 0) * 1000;
        if (asked > LONGEST_PAUSE) throw failure;
        if (pause !== undefined && asked > pause) pause = asked;
      } catch (cause) {
        if (cause instanceof HologramError) throw cause;
        failure = this.#broken(cause, signal);
        if (failure.kind === "cancelled") throw failure;
      }
      if (pause === undefined) throw failure;
      await this.#options.sleep(pause, signal).catch((cause) => {
        throw this.#broken(cause, signal);
      });
    }
  }

  #broken(cause: unknown, signal?: AbortSignal): HologramError {
    if (signal?.aborted) {
      return new HologramError("Stopped: the request was cancelled", { kind: "cancelled", cause });
    }
    return new HologramError(`Cannot reach ${this.#host}: ${errorMessage(cause)}`, {
      kind: "unavailable",
      hint: "Check the network, or set HF_ENDPOINT to a mirror",
      cause,
    });
  }

  get #host(): string {
    return new URL(this.environment.endpoint).host;
  }
}
