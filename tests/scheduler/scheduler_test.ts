import assert from "node:assert/strict";
import { SILENT_LOGGER, type Tensor } from "../../src/base/mod.ts";
import { join } from "../../src/deps/path.ts";
import { type RunnableModel, Scheduler, type SchedulerOptions } from "../../src/scheduler/mod.ts";
import { selfCommand } from "../../src/self_command.ts";
import { writeSlowNetwork } from "../support/slow_network.ts";

/** A scheduler over real runners, and a compiled network whose step takes as long as asked. */
async function withScheduler(
  options: Partial<SchedulerOptions>,
  test: (scheduler: Scheduler, model: RunnableModel) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const scheduler = new Scheduler({
    command: selfCommand(),
    memoryBudget: 8 * 2 ** 30,
    idleTimeoutMs: -1,
    threads: 1,
    logger: SILENT_LOGGER,
    ...options,
  });
  try {
    const from = join(folder, "slow.onnx");
    const path = join(folder, "slow.holo");
    await writeSlowNetwork(from);
    const { digest, size } = await scheduler.compile({ from, output: path });
    await test(scheduler, { digest, name: "slow", path, size });
  } finally {
    await scheduler.dispose();
    await Deno.remove(folder, { recursive: true });
  }
}

function feeds(steps: number): Map<string, Tensor> {
  return new Map<string, Tensor>([
    ["steps", { dtype: "int64", shape: [], data: BigInt64Array.of(BigInt(steps)) }],
    ["x", { dtype: "float32", shape: [64, 64], data: new Float32Array(4096).fill(0.01) }],
  ]);
}

function infer(scheduler: Scheduler, model: RunnableModel, steps: number, signal?: AbortSignal) {
  return scheduler.use(
    model,
    { signal },
    ({ call }) => call("infer", {}, { tensors: feeds(steps), signal }),
  );
}

Deno.test("a queue that is full turns a request away at once, and serves those in it", () =>
  withScheduler({ maxQueue: 2 }, async (scheduler, model) => {
    await infer(scheduler, model, 1);
    const inTime = [1, 2, 3].map(() => infer(scheduler, model, 300));
    // One computes and two wait.
    await assert.rejects(infer(scheduler, model, 1), {
      kind: "unavailable",
      message: "server busy, please try again.  maximum pending requests exceeded",
    });
    for (const reply of await Promise.all(inTime)) {
      assert.deepEqual(reply.tensors.get("y")!.shape, [64, 64]);
    }
  }));

Deno.test("requests are served in the order in which they came, whoever else gives up", () =>
  withScheduler({}, async (scheduler, model) => {
    await infer(scheduler, model, 1);
    const order: number[] = [];
    const gone = new AbortController();
    const requests = [0, 1, 2, 3].map(async (index) => {
      await infer(scheduler, model, 200, index === 1 ? gone.signal : undefined);
      order.push(index);
    });
    gone.abort(new Error("gone"));
    await assert.rejects(requests[1]!, { message: "gone" });
    await Promise.all([requests[0], requests[2], requests[3]]);
    assert.deepEqual(order, [0, 2, 3]);
  }));

Deno.test("a file that is no model fails its request, and leaves nothing loaded", () =>
  withScheduler({}, async (scheduler, model) => {
    const path = join(model.path, "..", "broken.holo");
    await Deno.writeTextFile(path, "not a model");
    const broken = { ...model, digest: "sha256:other", name: "broken", path };
    await assert.rejects(infer(scheduler, broken, 1), { kind: "invalid" });
    assert.deepEqual(scheduler.list(), []);
    await infer(scheduler, model, 1);
  }));

Deno.test("dispose ends busy runners and compilers, and refuses what comes later", () =>
  withScheduler({}, async (scheduler, model) => {
    await infer(scheduler, model, 1);
    const open = infer(scheduler, model, 1_000_000);
    open.catch(() => {});
    const compiling = scheduler.compile({ from: model.path, output: `${model.path}.2` });
    compiling.catch(() => {});
    await scheduler.dispose();
    await assert.rejects(open, { kind: "unavailable", message: "The server is stopping" });
    await assert.rejects(compiling);
    await assert.rejects(infer(scheduler, model, 1), { message: "The server is stopping" });
    assert.deepEqual(scheduler.list(), []);
  }));

Deno.test("with room for one model, a busy one is never unloaded: the other waits for it", () =>
  withScheduler({ memoryBudget: 300 * 2 ** 20 }, async (scheduler, model) => {
    const other = { ...model, digest: "sha256:second", name: "second" };
    const order: string[] = [];
    await infer(scheduler, model, 1);
    const first = infer(scheduler, model, 500).then(() => order.push("first"));
    const second = infer(scheduler, other, 1).then(() => order.push("second"));
    await Promise.all([first, second]);
    assert.deepEqual(order, ["first", "second"]);
    assert.deepEqual(scheduler.list().map(({ name }) => name), ["second"]);
  }));

Deno.test("of the models that may be loaded at once, the one not used for longest leaves", () =>
  withScheduler({ maxLoadedModels: 2 }, async (scheduler, model) => {
    const [a, b, c] = ["a", "b", "c"].map((name) => ({ ...model, digest: `sha256:${name}`, name }));
    await infer(scheduler, a!, 1);
    await infer(scheduler, b!, 1);
    await infer(scheduler, a!, 1);
    await infer(scheduler, c!, 1);
    assert.deepEqual(scheduler.list().map(({ name }) => name).sort(), ["a", "c"]);
  }));

Deno.test("a model that loads for too long is given up, and says how to wait longer", () =>
  withScheduler({ loadTimeoutMs: 1 }, async (scheduler, model) => {
    await assert.rejects(infer(scheduler, model, 1), {
      kind: "unavailable",
      message: "Cannot load 'slow': it took longer than 0 s",
    });
    assert.deepEqual(scheduler.list(), []);
  }));

Deno.test("a model held to one thread has a runner of its own, and one with a budget of its own is refused", () =>
  withScheduler({ threads: 2 }, async (scheduler, model) => {
    await infer(scheduler, model, 1);
    await infer(scheduler, { ...model, name: "same" }, 1);
    assert.equal(scheduler.list().length, 1);
    const single = { ...model, name: "single", singleThread: true };
    await infer(scheduler, single, 1);
    assert.equal(scheduler.list().length, 2);
    await scheduler.stop(single);
    assert.equal(scheduler.list().length, 1);
    await scheduler.stop(model);
    const small = { ...model, name: "small", memoryBudget: 2 ** 20 };
    await assert.rejects(infer(scheduler, small, 1), {
      kind: "too_large",
      message: /^Cannot load 'small': it takes about \d+ MB, and its own MEMORY_BUDGET is 1 MB$/,
    });
  }));
