import { fromFileUrl } from "../../src/deps/path.ts";
import { TestServer } from "../../tests/support/hologram.ts";
import { milliseconds, quantile } from "../bench/row.ts";
import { ask, type AskOptions } from "./ask.ts";
import { type Case, drawErrands, type Errand } from "./cases.ts";
import { countRow, type Row, timeRow, usageRows } from "./row.ts";
import { Tally } from "./tally.ts";
import { type Usage, usageOf } from "./usage.ts";

const ENCODER = fromFileUrl(
  new URL("../../tests/fixtures/networks/encoder", import.meta.url),
);

/** Requests that may wait for a model, unless the server is told otherwise. */
const QUEUE = 512;

/** How much slower the server may say that it is ready while it works at full load. */
const READY_RATIO = 50;

/** How often it is asked whether it is ready, when it is idle; and the pause between. */
const PROBES = 50;
const PROBE_PAUSE_MS = 50;

/** How long the server rests before what it takes is read, and how often that may be read again at the end. */
const REST_MS = 5_000;
const READINGS = 6;

/** What is run. */
export interface SoakOptions {
  /** Requests in all. */
  requests: number;
  /** Clients that send them, at the same time. */
  clients: number;
  /** Decides what they ask. */
  seed: number;
  /** After how long all ends. */
  minutes: number;
  /** Told what is done now. */
  tell: (text: string) => void;
}

/** What came of it. */
export interface SoakReport {
  /** What was watched. */
  rows: Row[];
  /** What went wrong, in words. */
  failures: string[];
}

/** Runs many clients against a server of its own, and watches both. */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const home = await Deno.makeTempDir({ prefix: "hologram-soak-" });
  try {
    const server = await TestServer.start({ home });
    try {
      const created = await server.post("/api/create", {
        model: "encoder",
        from: ENCODER,
        stream: false,
      });
      if (!created.ok) throw new Error(`No embedding model: ${await created.text()}`);
      await created.body?.cancel();
      return await soak(server, options);
    } finally {
      await server.stop();
    }
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

async function soak(
  server: TestServer,
  { requests, clients, seed, minutes, tell }: SoakOptions,
): Promise<SoakReport> {
  const signal = AbortSignal.timeout(minutes * 60_000);
  const errands = drawErrands(requests, seed);
  tell("Asking each question alone ...");
  const rightAnswers = await withClient((client) =>
    answersAlone(errands, { url: server.url, client, signal })
  );
  const run = (errands: readonly Errand[], tally: Tally) =>
    withClient((client) =>
      runClients(errands, clients, { url: server.url, client, signal }, tally)
    );

  tell("Warming up ...");
  // As many at a time as later, so that buffers and pools have their size.
  await run(errands.slice(0, clients * 2), new Tally(rightAnswers));
  const before = await rested(server.pid, () => true);
  const idle = await probe(server.url, () => false);

  tell(`Sending ${requests} requests from ${clients} clients ...`);
  const tally = new Tally(rightAnswers, (done) => {
    if (done % 500 === 0) tell(`${done} of ${requests}`);
  });
  let isOver = false;
  const working = run(errands, tally).finally(() => isOver = true);
  const busy = await probe(server.url, () => !isOver);
  await working;
  const users = await usersOf(server.url);
  const after = await rested(
    server.pid,
    (usage) => usageRows(before, usage).every(({ ok }) => ok),
  );
  const rows = [
    ...tally.rows(requests),
    countRow("refused, the queue being full", tally.busy, clients > QUEUE ? Infinity : 0),
    countRow("requests in the server at the end", users, 0),
    timeRow("GET /readyz, median", quantile(idle, 0.5), quantile(busy, 0.5), READY_RATIO),
    ...usageRows(before, after),
  ];
  return { rows, failures: tally.failures };
}

/** Runs with connections of its own, which are closed afterwards. */
async function withClient<T>(work: (client: Deno.HttpClient) => Promise<T>): Promise<T> {
  using client = Deno.createHttpClient({});
  return await work(client);
}

async function answersAlone(
  errands: readonly Errand[],
  options: AskOptions,
): Promise<Map<Case, string>> {
  const answers = new Map<Case, string>();
  for (const { asked } of errands) {
    if (answers.has(asked)) continue;
    const outcome = await ask({ asked }, options);
    if (outcome.type !== "answered") {
      throw new Error(`'${asked.prompt}' has no answer: ${JSON.stringify(outcome)}`);
    }
    answers.set(asked, outcome.text);
  }
  return answers;
}

/** Has so many clients do the errands, each the next one when it is free. */
async function runClients(
  errands: readonly Errand[],
  clients: number,
  options: AskOptions,
  tally: Tally,
): Promise<void> {
  const queue = errands.values();
  const client = async () => {
    for (const errand of queue) {
      if (options.signal.aborted) return;
      tally.add(errand, await ask(errand, options));
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
}

/** Asks whether the server is ready, again and again, at least so often. Gives the milliseconds that it took. */
async function probe(url: string, goesOn: () => boolean): Promise<number[]> {
  const times: number[] = [];
  while (times.length < PROBES || goesOn()) {
    times.push(
      await milliseconds(async () => {
        const response = await fetch(`${url}/readyz`);
        await response.text();
        if (!response.ok) throw new Error(`The server is not ready: status ${response.status}`);
      }),
    );
    await sleep(PROBE_PAUSE_MS);
  }
  return times;
}

/** Requests that the server believes to be at work or waiting. */
async function usersOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const gauges = text.matchAll(/^hologram_(?:model_requests|load_queue_length)\S* (\d+)$/gm);
  return [...gauges].reduce((sum, [, count]) => sum + Number(count), 0);
}

/** What the server takes once it has rested. Memory and threads come down late, so it may rest several times. */
async function rested(pid: number, isEnough: (usage: Usage) => boolean): Promise<Usage> {
  for (let reading = 1;; reading++) {
    await sleep(REST_MS);
    const usage = await usageOf(pid);
    if (reading === READINGS || isEnough(usage)) return usage;
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
