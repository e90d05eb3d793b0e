import { dirname } from "../../src/deps/path.ts";
import { HoloFile } from "../../src/holo/mod.ts";
import {
  type DoneEvent,
  openTextGeneration,
  type TextGeneration,
} from "../../src/pipelines/mod.ts";
import { openSession } from "../../src/runtime/mod.ts";
import { withFolder } from "../../tests/onnx/build_model.ts";
import { TestServer } from "../../tests/support/hologram.ts";
import { BareLoop } from "./bare_loop.ts";
import { randomDecoder } from "./decoder_network.ts";
import { inTurn, milliseconds, quantile, type Row, type Samples } from "./row.ts";

/** Tokens of an answer whose speed is measured. */
const ANSWER = 128;

/** Generation over HTTP against generation in this process, and the server's answers while it generates. */
export async function bench(): Promise<Row[]> {
  return await withFolder(async (folder) => {
    const network = await randomDecoder(folder);
    const server = await TestServer.start({ home: `${folder}/home` });
    try {
      const created = await server.post("/api/create", { model: "m", from: dirname(network.onnx) });
      if (!(await created.text()).includes('"success"')) {
        throw new Error("The model was not created");
      }
      using file = await HoloFile.open(network.holo);
      // As many threads as the server gives to a model.
      const session = await openSession(file, { threads: navigator.hardwareConcurrency });
      const pipeline = await openTextGeneration(file, session);
      const bare = await BareLoop.open(network);
      const rows = [...await speed(server, pipeline, bare), ...await latency(server)];
      await bare.dispose();
      await session.dispose();
      return rows;
    } finally {
      await server.stop();
    }
  });
}

/** What makes one round's answer unlike another's. */
function request(round: number, length: number) {
  return { prompt: `w${round + 1} w77 w4242`, options: { num_predict: length, seed: round + 1 } };
}

async function speed(server: TestServer, pipeline: TextGeneration, bare: BareLoop): Promise<Row[]> {
  const overHttp = (round: number) =>
    milliseconds(async () => {
      const response = await server.post("/api/generate", {
        model: "m",
        ...request(round, ANSWER),
      });
      const lines = (await response.text()).trimEnd().split("\n");
      if (JSON.parse(lines.at(-1)!).eval_count !== ANSWER) throw new Error("The answer broke off");
    });
  let last!: DoneEvent;
  const inProcess = (round: number) =>
    milliseconds(async () => {
      for await (const event of pipeline.generate(request(round, ANSWER))) {
        if (event.type === "done") last = event;
      }
    });
  // The ids that the pipeline drew last: in this round, or in the one before where this comes first.
  const replayed = () => milliseconds(() => bare.replay(last.context, last.promptTokens));
  const rate = (ms: number) => ANSWER / (ms / 1000);
  const http = await inTurn(4, overHttp, inProcess);
  const loop = await inTurn(4, inProcess, replayed);
  return [
    {
      what: "server: /api/generate, streamed",
      ours: rate(http.ours),
      peer: rate(http.peer),
      unit: "tokens/s",
      against: "the pipeline in this process (more is better)",
    },
    {
      what: "server: the pipeline alone",
      ours: rate(loop.ours),
      peer: rate(loop.peer),
      unit: "tokens/s",
      against: "onnxruntime-web in a bare loop (more is better)",
    },
  ];
}

async function latency(server: TestServer): Promise<Row[]> {
  const ask = () =>
    milliseconds(async () => await (await fetch(`${server.url}/api/version`)).text());
  const block = async (into: number[]) => {
    for (let i = 0; i < 100; i++) into.push(await ask());
  };
  const samples: Samples = { ours: [], peer: [] };
  await block([]);
  for (let round = 0; round < 4; round++) {
    await block(samples.peer);
    const controller = new AbortController();
    const response = await server.post("/api/generate", {
      model: "m",
      ...request(round + 100, 2000),
    }, { signal: controller.signal });
    const reader = response.body!.getReader();
    await reader.read();
    const stream = { ended: false };
    const drained = (async () => {
      while (!(await reader.read()).done);
      stream.ended = true;
    })().catch(() => {});
    await block(samples.ours);
    if (stream.ended) throw new Error("The generation ended before the measurement");
    controller.abort();
    await drained;
  }
  return [[0.5, "median"], [0.95, "95th percentile"]].map(([part, name]) => ({
    what: `server: GET /api/version while it generates, ${name}`,
    ours: quantile(samples.ours, part as number),
    peer: quantile(samples.peer, part as number),
    unit: "ms",
    against: "while it is idle",
  }));
}
