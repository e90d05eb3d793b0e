import assert from "node:assert/strict";
import { join } from "../../src/deps/path.ts";
import { childProcesses, isAlive, ROOT, until } from "../support/hologram.ts";
import { sharedData } from "../support/shared_data.ts";
import { createdModels } from "./created_models.ts";
import { makeEndless } from "./make_endless.ts";

const folder = sharedData("lm/TinyStories-656K-ONNX");
const reference = sharedData("lm/TinyStories-656K-hf.greedy-reference.json");
const ignore = folder === undefined || reference === undefined;
const LILY = "Once upon a time, there was a little girl named Lily";

const models = createdModels({
  story: folder,
  "story:q8": folder && join(folder, "onnx/model_quantized.onnx"),
  "story:q4": folder && join(folder, "onnx/model_q4.onnx"),
  endless: folder && ((target) => makeEndless(folder, target)),
});

/** A prompt and what transformers makes of it without chance. */
interface Case {
  prompt: string;
  prompt_ids: number[];
  /** Prompt and answer. */
  greedy_ids: number[];
  /** Prompt and answer. */
  text: string;
}

/** A line of `/api/generate`, the last one with all fields. */
interface Line {
  model: string;
  created_at: string;
  response: string;
  done: boolean;
  done_reason: string;
  context: number[];
  total_duration: number;
  load_duration?: number;
  prompt_eval_count: number;
  prompt_eval_duration: number;
  eval_count: number;
  eval_duration: number;
}

async function readCases(): Promise<Case[]> {
  const { cases } = JSON.parse(await Deno.readTextFile(reference!));
  assert.equal(cases.length, 3);
  return cases;
}

async function generate(body: Record<string, unknown>, signal?: AbortSignal): Promise<Line> {
  const request = { model: "story", prompt: LILY, stream: false, ...body };
  const response = await models.server.post("/api/generate", request, { signal });
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return JSON.parse(text);
}

/** Sends a streamed request and waits for its first line; `leave` closes the connection. */
async function beginStream(
  body: Record<string, unknown>,
): Promise<{ first: Line; leave: () => Promise<void> }> {
  const response = await models.server.post("/api/generate", body);
  assert.equal(response.status, 200);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("\n")) {
    const { done, value } = await reader.read();
    assert.ok(!done, `the stream ended: ${text}`);
    text += value;
  }
  return { first: JSON.parse(text.split("\n")[0]!), leave: () => reader.cancel() };
}

/** Time that processes have computed, in ticks of the clock (Linux). */
async function ticksOf(pids: readonly number[]): Promise<number> {
  let ticks = 0;
  for (const pid of pids) {
    const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks;
}

Deno.test("run --json gives the tokens and the text that transformers computes", {
  ignore,
}, async () => {
  for (const { prompt, prompt_ids, greedy_ids, text } of await readCases()) {
    const length = greedy_ids.length - prompt_ids.length;
    const options = ["temperature=0", `num_predict=${length}`];
    const { code, stdout, stderr } = await models.run(
      ...["run", "story", prompt, "--json", "-o", ...options],
    );
    assert.equal(code, 0, stderr);
    const answer = JSON.parse(stdout) as Line;
    assert.deepEqual(answer.context, greedy_ids);
    assert.equal(prompt + answer.response, text);
    assert.equal(answer.prompt_eval_count, prompt_ids.length);
    assert.equal(answer.eval_count, length);
  }
});

Deno.test("run prints the text as it is, and nothing else", { ignore }, async () => {
  const { prompt, prompt_ids, greedy_ids, text } = (await readCases())[1]!;
  const length = greedy_ids.length - prompt_ids.length;
  for (const mode of [[], ["--no-stream"]]) {
    const finished = await models.run(
      ...["run", "story", prompt, ...mode, "-o", "temperature=0", `num_predict=${length}`],
    );
    const stdout = `${text.slice(prompt.length)}\n\n`;
    assert.deepEqual(finished, { code: 0, stdout, stderr: "" });
  }
});

Deno.test("/api/generate streams lines of JSON whose pieces are the text of transformers", {
  ignore,
}, async () => {
  for (const { prompt, prompt_ids, greedy_ids, text } of await readCases()) {
    const length = greedy_ids.length - prompt_ids.length;
    const options = { temperature: 0, num_predict: length };
    const response = await models.server.post("/api/generate", { model: "story", prompt, options });
    assert.equal(response.headers.get("content-type"), "application/x-ndjson");
    const body = await response.text();
    assert.ok(body.endsWith("}\n"));
    const lines = body.trimEnd().split("\n").map((line) => JSON.parse(line) as Line);
    const [last, ...pieces] = lines.toReversed() as [Line, ...Line[]];
    pieces.reverse();
    assert.ok(pieces.length > length / 2);
    for (const { created_at, response, ...rest } of pieces) {
      assert.deepEqual(rest, { model: "story", done: false });
      assert.equal(new Date(created_at).toISOString(), created_at);
      assert.notEqual(response, "");
    }
    assert.equal(prompt + pieces.map(({ response }) => response).join(""), text);
    const { created_at: _, total_duration, load_duration = 0, ...end } = last;
    const { prompt_eval_duration, eval_duration, ...rest } = end;
    assert.deepEqual(rest, {
      model: "story",
      response: "",
      done: true,
      done_reason: "length",
      context: greedy_ids,
      prompt_eval_count: prompt_ids.length,
      eval_count: length,
    });
    for (const duration of [total_duration, prompt_eval_duration, eval_duration]) {
      assert.ok(Number.isSafeInteger(duration) && duration > 0);
    }
    assert.ok(Number.isSafeInteger(load_duration) && load_duration >= 0);
    assert.ok(total_duration >= load_duration + prompt_eval_duration + eval_duration);
  }
});

Deno.test("num_predict is how many tokens come, at most", { ignore }, async () => {
  const { prompt_ids, greedy_ids } = (await readCases())[0]!;
  for (const num_predict of [1, 7]) {
    const answer = await generate({ options: { temperature: 0, num_predict } });
    assert.equal(answer.eval_count, num_predict);
    assert.equal(answer.done_reason, "length");
    assert.deepEqual(answer.context, greedy_ids.slice(0, prompt_ids.length + num_predict));
  }
});

Deno.test("without num_predict the story goes on to its end, or to that of the context", {
  ignore,
}, async () => {
  const options = { temperature: 0, num_predict: -1 };
  const { done_reason, context, prompt_eval_count, eval_count } = await generate({ options });
  const endToken = done_reason === "stop" ? 1 : 0;
  assert.equal(context.length, prompt_eval_count + eval_count - endToken);
  assert.equal(done_reason === "length", context.length === 512);
  assert.ok(!context.includes(2), "the end token has no place in the context");
  const short = await generate({ options: { ...options, num_ctx: 32 } });
  assert.equal(short.done_reason, "length");
  assert.deepEqual(short.context, context.slice(0, 32));
});

Deno.test(
  "a stop string ends the text in front of it, also across tokens",
  { ignore },
  async () => {
    const options = { temperature: 0, num_predict: 80 };
    const whole = (await generate({ options })).response;
    for (const stop of ["loved", "ee years old. Sh", "\nLily"]) {
      const expected = whole.slice(0, whole.indexOf(stop));
      assert.ok(expected !== "" && expected.length < whole.length - stop.length);
      const answer = await generate({ options: { ...options, stop: ["never said", stop] } });
      assert.equal(answer.response, expected);
      assert.equal(answer.done_reason, "stop");
      assert.ok(answer.eval_count < 80);
    }
    const unmet = await generate({ options: { ...options, stop: ["never said"] } });
    assert.equal(unmet.response, whole);
  },
);

Deno.test("the same seed gives the same text, whatever else runs", { ignore }, async () => {
  const draw = async (seed: number) => {
    const options = { seed, temperature: 1, num_predict: 40 };
    return (await generate({ prompt: "One day", options })).context;
  };
  const alone = await draw(7);
  const other = await beginStream({ model: "endless", prompt: LILY });
  try {
    const [same, different, again] = await Promise.all([draw(7), draw(8), draw(7)]);
    assert.deepEqual(same, alone);
    assert.deepEqual(again, alone);
    assert.notDeepEqual(different, alone);
  } finally {
    await other.leave();
  }
});

for (const [variant, quantization] of [["q8", "Q8"], ["q4", "Q4"]]) {
  Deno.test(`the ${variant} variant of a language model, created from its file, tells a story`, {
    ignore,
  }, async () => {
    const model = `story:${variant}`;
    const shown = await (await models.server.post("/api/show", { model })).json();
    assert.equal(shown.details.quantization_level, quantization);
    const [{ prompt_ids, greedy_ids }] = await readCases() as [Case];
    const answer = await generate({ model, options: { temperature: 0, num_predict: 40 } });
    assert.equal(answer.eval_count, 40);
    // It agrees with the whole one for some words, and then may go its own way.
    const agreed = prompt_ids.length + 6;
    assert.deepEqual(answer.context.slice(0, agreed), greedy_ids.slice(0, agreed));
  });
}

/** Starts `run` of the endless model, and interrupts it at the first piece of text. */
async function interruptRun(
  port: string,
  whileRunning: (pid: number) => Promise<void>,
): Promise<{ code: number; stderr: string }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", join(ROOT, "main.ts"), "run", "endless", LILY],
    env: { HOLOGRAM_HOME: models.home, HOLOGRAM_PORT: port, NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stderr = new Response(child.stderr).text();
  const reader = child.stdout.getReader();
  const { done } = await reader.read();
  if (!done) {
    await whileRunning(child.pid);
    child.kill("SIGINT");
    // One that does not heed it would go on for minutes.
    const limit = setTimeout(() => child.kill("SIGKILL"), 20_000);
    while (!(await reader.read()).done);
    clearTimeout(limit);
  }
  return { code: (await child.status).code, stderr: await stderr };
}

Deno.test("Ctrl-C ends run in the middle of a text with exit code 130 and leaves no process", {
  ignore,
}, async () => {
  let runners: number[] = [];
  const { code, stderr } = await interruptRun("47113", async (pid) => {
    runners = await childProcesses(pid);
  });
  assert.deepEqual({ code, stderr: stderr.trim() }, { code: 130, stderr: "" });
  assert.equal(runners.length, 1);
  assert.equal(await isAlive(runners[0]!), false);
});

Deno.test("Ctrl-C ends run at a server with exit code 130 and frees the server's model", {
  ignore,
}, async () => {
  const { code, stderr } = await interruptRun(models.server.port, async (pid) => {
    assert.deepEqual(await childProcesses(pid), []);
  });
  assert.deepEqual({ code, stderr: stderr.trim() }, { code: 130, stderr: "" });
  await assertFree();
});

/** The endless text, if it went on, would keep this waiting. */
async function assertFree(): Promise<void> {
  const request = { model: "endless", options: { num_predict: 2 } };
  const answer = await generate(request, AbortSignal.timeout(20_000));
  assert.equal(answer.eval_count, 2);
  // A figure of 0 is left out.
  assert.equal(answer.load_duration, undefined);
}

Deno.test("a client that leaves in the middle of a stream frees the model, which stays loaded", {
  ignore,
}, async () => {
  await generate({ model: "endless", prompt: "" });
  const before = await models.server.runners();
  const { first, leave } = await beginStream({ model: "endless", prompt: LILY });
  assert.equal(first.done, false);
  await leave();
  await assertFree();
  assert.deepEqual(await models.server.runners(), before);
});

Deno.test("a client that leaves before its whole answer frees the model, which stays loaded", {
  ignore,
}, async () => {
  await generate({ model: "endless", prompt: "" });
  const before = await models.server.runners();
  const started = await ticksOf(before);
  const client = new AbortController();
  const left = assert.rejects(generate({ model: "endless" }, client.signal), /gone/);
  await until("the model computes", async () => await ticksOf(before) > started + 20);
  client.abort(new Error("gone"));
  await left;
  await assertFree();
  assert.deepEqual(await models.server.runners(), before);
});
