import assert from "node:assert/strict";
import { HologramError } from "../../../src/base/mod.ts";
import { contentDigestOf } from "../../../src/hub/transfer/mod.ts";
import { seededRandom } from "../../base/seeded_random.ts";
import type { Fault, SeenRequest, ServedFile } from "../../support/fault_server.ts";
import { exists, seededBytes, TransferCase } from "./transfer_case.ts";

const PLANS = 200;
const SIZE = 60_000;

/** Faults by their chance, for each request anew. */
function randomPlan(random: () => number, other: Uint8Array<ArrayBuffer>) {
  const chance = random() * 0.5;
  const after = () => Math.floor(random() * 12_000);
  const status = (status: number, headers?: Record<string, string>): Fault => {
    return { type: "status", status, headers };
  };
  const faults: (() => Fault)[] = [
    () => ({ type: "reset", after: after() }),
    () => ({ type: "reset", after: after() }),
    () => ({ type: "truncate", after: after() }),
    () => ({ type: "truncate", after: after() }),
    () => ({ type: "ignore_range" }),
    () => status(429, { "retry-after": "3" }),
    () => status(429, { "retry-after": "Thu, 01 Jan 2026 00:00:20 GMT" }),
    () => status(500),
    () => status(503),
    () => status(408),
    () => random() < 0.1 ? status([401, 403, 404, 410][Math.floor(random() * 4)]!) : status(502),
    () => random() < 0.3 ? { type: "corrupt", at: after() } : status(500),
    () => random() < 0.2 ? { type: "change", content: other } : status(500),
    () => random() < 0.1 ? { type: "redirect_loop" } : status(500),
    () => random() < 0.1 ? { type: "stall", after: after() } : status(500),
  ];
  return (_: SeenRequest): Fault | undefined =>
    random() < chance ? faults[Math.floor(random() * faults.length)]!() : undefined;
}

Deno.test(`each of ${PLANS} plans of faults ends in a verified file or in a clear error`, async () => {
  await using t = await TransferCase.start();
  const [content, other] = [seededBytes(SIZE, 1), seededBytes(SIZE, 2)];
  const digest = contentDigestOf("sha256", content);
  let [good, failed, faults] = [0, 0, 0];
  for (let seed = 0; seed < PLANS; seed++) {
    const random = seededRandom(seed);
    const file: ServedFile = {
      content,
      redirected: random() < 0.6,
      ranges: random() < 0.85,
      length: random() < 0.9,
      etag: random() < 0.8 ? undefined : null,
    };
    const { url } = t.server.add("/a", file);
    const item = t.item({
      url,
      digest,
      size: random() < 0.7 ? SIZE : undefined,
      headers: { authorization: "Bearer secret" },
    }, `${seed}`);
    const plan = randomPlan(random, other);
    t.server.plan = (request) => {
      const fault = plan(request);
      if (fault !== undefined) faults++;
      return fault;
    };
    t.server.log.length = 0;
    t.progress.length = 0;
    // A later run goes on with what an earlier one left.
    for (let run = 0; run < 3 && !await exists(item.path); run++) {
      try {
        await t.download(item, { stallMs: 60, maxStreams: 4, random });
        assert.ok(await exists(item.path), `plan ${seed}: no file, no error`);
      } catch (error) {
        assert.ok(error instanceof HologramError, `plan ${seed}: ${Deno.inspect(error)}`);
        assert.match(
          error.message,
          /^(Cannot download file from 127\.0\.0\.1:\d+: |digest mismatch, )/,
        );
        assert.notEqual(error.kind, "internal");
        assert.equal(await exists(item.path), false, `plan ${seed}: a file in spite of an error`);
        failed++;
      }
      assertForward(t.progress.splice(0).map(({ completed }) => completed), seed);
    }
    if (await exists(item.path)) {
      good++;
      const bytes = await Deno.readFile(item.path);
      assert.equal(contentDigestOf("sha256", bytes), digest, `plan ${seed}`);
      await Deno.remove(item.path);
    }
    for (const { host, headers, path } of t.server.log) {
      assert.equal(path, "/a");
      if (host === "second") assert.equal(headers.get("authorization"), null, `plan ${seed}`);
    }
    await t.transfers({ now: () => Date.now() + 10_000 }).cleanPartials(0);
  }
  // Most must have come through much trouble, and some must have failed, or this test says little.
  assert.ok(good > PLANS / 2 && failed > 5, `${good} good, ${failed} failed`);
  assert.ok(faults > 2 * PLANS, `${faults} faults`);
});

function assertForward(completed: readonly number[], seed: number): void {
  assert.deepEqual(completed, completed.toSorted((a, b) => a - b), `plan ${seed}: went backwards`);
}
