import { bodyOf, type Errand, PATHS } from "./cases.ts";
import { readAnswer } from "./read_answer.ts";

/** What the queue says when it is full. */
const BUSY = "server busy, please try again.  maximum pending requests exceeded";

/** How long a client waits that leaves before its answer begins. */
const PATIENCE_MS = 30;

/** How a request ended. */
export type Outcome =
  | { type: "answered"; text: string }
  | { type: "left" }
  | { type: "busy" }
  | { type: "failed"; why: string };

/** Where requests go. */
export interface AskOptions {
  /** Where the server listens. */
  url: string;
  /** The client's connections. */
  client: Deno.HttpClient;
  /** Ends all requests. */
  signal: AbortSignal;
}

/** Does an errand, and tells how it ended. */
export async function ask(
  { asked, leaves }: Errand,
  { url, client, signal }: AskOptions,
): Promise<Outcome> {
  const left = new AbortController();
  const timer = leaves === "waiting" ? setTimeout(() => left.abort(), PATIENCE_MS) : undefined;
  try {
    const response = await fetch(url + PATHS[asked.kind], {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(bodyOf(asked)),
      signal: AbortSignal.any([signal, left.signal]),
      client,
    });
    if (!response.ok) {
      const body = await response.text();
      if (response.status === 503 && body.includes(BUSY)) return { type: "busy" };
      return { type: "failed", why: `status ${response.status}: ${body}` };
    }
    const { text, complete } = await readAnswer(response, () => {
      if (leaves === "midway") left.abort();
    });
    return complete ? { type: "answered", text } : { type: "failed", why: "it has no end" };
  } catch (error) {
    if (left.signal.aborted && !signal.aborted) return { type: "left" };
    return { type: "failed", why: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
