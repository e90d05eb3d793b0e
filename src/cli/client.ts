import { API_VERSION, type ErrorKind, HologramError, SILENT_LOGGER } from "../base/mod.ts";
import { type Config, serverUrl } from "../config/mod.ts";
import { httpClient } from "./http_client.ts";

/** A request of the API. */
export interface ApiRequest {
  /** `POST` unless given. */
  method?: string;
  /** The body: bytes and streams of them as they are, anything else as JSON. */
  body?: unknown;
  /** More headers. */
  headers?: Record<string, string>;
  /** Gives the request up. */
  signal?: AbortSignal;
}

/** The API, behind a port or inside this process. */
export interface ApiClient {
  /** The server's address, or `undefined` when the app runs inside this process. */
  readonly url: string | undefined;
  /**
   * Sends a request.
   *
   * @throws {HologramError} What the server answers when it refuses.
   */
  send(path: string, request?: ApiRequest): Promise<Response>;
  /** Lets go of what the client holds; inside one process that ends the runners. */
  close(): Promise<void>;
}

type Fetch = (request: Request) => Promise<Response>;

/** How long a server may take to say what it is, in milliseconds. */
const PATIENCE_MS = 10_000;

/**
 * Finds the server that the configuration names. Where nothing listens on this machine, the same app runs inside
 * this process instead.
 *
 * @param patienceMs How long the server may take to say what it is, in milliseconds.
 * @throws {HologramError} `conflict` when something else listens there: a command must never act on another
 * program's models; `unavailable` when a server elsewhere cannot be reached.
 */
export async function connect(config: Config, patienceMs = PATIENCE_MS): Promise<ApiClient> {
  const { socket, port, api_key } = config.server;
  if (port === 0 && socket === "") return await openInProcess(config);
  const url = serverUrl(config.server);
  const place = socket === "" ? url : `unix://${socket}`;
  const client = httpClient(config.server);
  const remote: Fetch = (request) => fetch(request, { client });
  try {
    const signal = AbortSignal.timeout(patienceMs);
    const health = await fetch(`${url}/`, { client, signal });
    await checkHealth(place, health);
    // The key is for a Hologram only: not before the other side says that it is one.
    const version = await fetch(`${url}/api/version`, {
      client,
      signal,
      headers: keyHeader(api_key),
    });
    await checkVersion(place, version);
  } catch (error) {
    client?.close();
    if (error instanceof HologramError) throw error;
    if (isNobodyThere(error, socket) && (socket !== "" || isThisMachine(url))) {
      return await openInProcess(config);
    }
    throw new HologramError(`Cannot reach the server at ${place}: ${rootMessage(error)}`, {
      kind: "unavailable",
      hint: hintFor(error),
      cause: error,
    });
  }
  return {
    url: place,
    send: sender(remote, url, api_key),
    close: () => Promise.resolve(client?.close()),
  };
}

function keyHeader(key: string): Record<string, string> {
  return key === "" ? {} : { authorization: `Bearer ${key}` };
}

async function openInProcess(config: Config): Promise<ApiClient> {
  const { openServer } = await import("../server/mod.ts");
  const server = openServer(config, SILENT_LOGGER);
  return {
    url: undefined,
    send: sender(
      (request) => server.app(request, { local: true, signal: request.signal }),
      "http://localhost",
      config.server.api_key,
    ),
    close: () => server.dispose(),
  };
}

async function checkHealth(place: string, health: Response): Promise<void> {
  const text = (await health.text()).trim();
  if (text === "Hologram is running") return;
  throw new HologramError(
    `Cannot use the server at ${place}: something else listens there (${quote(text)})`,
    {
      kind: "conflict",
      hint: "Give Hologram another port with HOLOGRAM_PORT, or stop the other program",
    },
  );
}

async function checkVersion(place: string, version: Response): Promise<void> {
  const { api, version: name } = await version.json().catch(() => ({})) as {
    api?: number;
    version?: string;
  };
  if (version.status === 401) {
    throw new HologramError(`Cannot use the server at ${place}: it wants its key`, {
      kind: "forbidden",
      hint: "Set HOLOGRAM_API_KEY to the key of the server",
    });
  }
  if (api !== API_VERSION) {
    throw new HologramError(
      `Cannot use the server at ${place}: it is Hologram ${name ?? "of an unknown version"}, ` +
        `whose API is not this program's`,
      { kind: "conflict", hint: "Restart the server with the version of this program" },
    );
  }
}

function sender(fetch: Fetch, base: string, key: string): ApiClient["send"] {
  return async (path, { method = "POST", body, headers, signal } = {}) => {
    const bytes = body instanceof Uint8Array || body instanceof ReadableStream;
    const request = new Request(base + path, {
      method,
      headers: {
        "content-type": bytes ? "application/octet-stream" : "application/json",
        ...keyHeader(key),
        ...headers,
      },
      body: body === undefined ? undefined : bytes ? body as BodyInit : JSON.stringify(body),
      signal,
    });
    const response = await fetch(request);
    if (response.ok) return response;
    throw await responseError(response);
  };
}

const KINDS: Record<number, ErrorKind> = {
  400: "invalid",
  401: "forbidden",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  413: "too_large",
  499: "cancelled",
  503: "unavailable",
};

async function responseError(response: Response): Promise<HologramError> {
  const text = await response.text();
  const kind = KINDS[response.status] ?? "internal";
  try {
    const { error } = JSON.parse(text) as { error: string };
    const hint = response.headers.get("x-hologram-hint");
    return new HologramError(error, {
      kind,
      hint: hint === null ? undefined : decodeURIComponent(hint),
    });
  } catch {
    return new HologramError(`The server answered ${response.status}: ${quote(text)}`, { kind });
  }
}

/** What the lines of every streamed answer may say. */
interface StreamedLine {
  error?: string;
  hint?: string;
  done?: boolean;
  status?: string;
}

/**
 * The lines of a streamed answer; the last one says `done` or `success`.
 *
 * @throws {HologramError} The error that a line tells of, or that the stream broke off.
 */
export async function* readLines<T>(response: Response): AsyncGenerator<T> {
  let rest = "";
  let complete = false;
  const parse = (line: string): T => {
    const value = JSON.parse(line) as T & StreamedLine;
    if (value.error !== undefined) throw new HologramError(value.error, { hint: value.hint });
    complete = value.done === true || value.status === "success";
    return value;
  };
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    for (const line of lines) yield parse(line);
  }
  if (rest !== "") yield parse(rest);
  if (!complete) throw new HologramError("The server's answer broke off", { kind: "unavailable" });
}

/** Whether a client's server runs on this machine, so that a path means the same file to both. */
export function isOnThisMachine({ url }: ApiClient): boolean {
  return url === undefined || url.startsWith("unix:") || isThisMachine(url);
}

function isThisMachine(url: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);
}

function isNobodyThere(error: unknown, socket: string): boolean {
  const isNoFile = socket !== "" && /os error 2\b/.test(rootMessage(error));
  return isNoFile ||
    /refused|unreachable|os error (111|61|101|10061|10051)\b/i.test(rootMessage(error));
}

function hintFor(error: unknown): string {
  return /certificate/i.test(rootMessage(error))
    ? "Name the server's certificate in HOLOGRAM_TLS_CERT; it must not be one of an authority (CA:TRUE)"
    : "Start it with: hologram serve";
}

function rootMessage(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
