import assert from "node:assert/strict";
import { join } from "../../src/deps/path.ts";
import * as z from "../../src/deps/zod.ts";
import { ROOT, TestServer } from "../support/hologram.ts";

/** What the embedded model knows the answer to. */
export const QUESTION = "How do I remove a model?";

/** What the answer names. */
export const ANSWER = /hologram rm/;

/** How clients of the native API ask for the same answer each time. */
export const SAME_ANSWER = { temperature: 0, seed: 1 };

/** The arguments of a tool, and the shape of a structured answer: small, so that any model gets to the end of it. */
export const weather = z.strictObject({
  city: z.enum(["Paris", "Rome", "Oslo"]),
  days: z.literal([1, 2, 3]),
});

/** The same as a JSON Schema. */
export const WEATHER_SCHEMA = z.toJSONSchema(weather) as Record<string, unknown>;

const LONG = 400;

/** The shape of an answer that is far longer than a test waits for: each number is a token at least. */
export const LONG_SCHEMA = { type: "array", items: { type: "integer" }, minItems: LONG };

/** A server with the embedded model `guide` and a small one for embeddings, `encoder`. */
export class GuideServer {
  #home = "";
  #server: TestServer | undefined;
  #bodies: Promise<void>[] = [];

  /** Starts it. */
  async open(): Promise<void> {
    this.#home = await Deno.makeTempDir({ prefix: "hologram-clients-" });
    this.#server = await TestServer.start({ home: this.#home });
    const from = join(ROOT, "tests/fixtures/networks/encoder");
    const created = await this.#server.post("/api/create", {
      model: "encoder",
      from,
      stream: false,
    });
    assert.equal(created.status, 200, await created.text());
  }

  /** Ends it and removes what it kept. */
  async close(): Promise<void> {
    await this.#server?.stop();
    if (this.#home !== "") await Deno.remove(this.#home, { recursive: true });
  }

  /** Where it listens. */
  get url(): string {
    return this.#server!.url;
  }

  /** As `fetch`, for clients that stop reading at the last line, before the end of the body. */
  readonly fetch: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    if (response.body === null) return response;
    const [own, theirs] = response.body.tee();
    this.#bodies.push(own.pipeTo(new WritableStream()).catch(() => {}));
    return new Response(theirs, response);
  };

  /** A test at whose end every body is read. */
  test(name: string, work: () => Promise<void>): void {
    Deno.test(name, async () => {
      try {
        await work();
      } finally {
        await Promise.all(this.#bodies.splice(0));
      }
    });
  }

  /**
   * Checks that a long answer, of the shape of `LONG_SCHEMA`, is computed no further once its client has given it up.
   * Answers are computed one after another: had it gone on, it would be counted before the one that is asked for next.
   */
  async checkGivenUp(giveUpAndAskAgain: () => Promise<void>): Promise<void> {
    const before = await this.#generatedTokens();
    await giveUpAndAskAgain();
    const tokens = await this.#generatedTokens() - before;
    assert.ok(tokens > 0 && tokens < LONG, `${tokens} tokens`);
  }

  async #generatedTokens(): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const count = /^hologram_generated_tokens_total\{model="guide[^"]*"\} (\d+)$/m.exec(text)?.[1];
    return Number(count ?? 0);
  }
}

/** A server for all tests of a file. */
export function guideServer(): GuideServer {
  const server = new GuideServer();
  Deno.test.beforeAll(() => server.open());
  Deno.test.afterAll(() => server.close());
  return server;
}

/** Checks that two vectors are the same but for rounding. */
export function assertNear(
  a: readonly number[] | undefined,
  b: readonly number[] | undefined,
): void {
  assert.ok(a !== undefined && b !== undefined && a.length > 0);
  assert.equal(a.length, b.length);
  a.forEach((value, i) => assert.ok(Math.abs(value - b[i]!) < 1e-5, `${value} and ${b[i]}`));
}
