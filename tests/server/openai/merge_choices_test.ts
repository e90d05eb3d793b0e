import assert from "node:assert/strict";
import { mergeChoices } from "../../../src/server/routes/openai/merge_choices.ts";
import { each } from "./chunks.ts";

const never = () => new AbortController().signal;

Deno.test("answers come as they are made, each in its order", async () => {
  const pieces = await Array.fromAsync(
    mergeChoices([() => each(["a", "b"]), () => each(["c"]), () => each([])], never()),
  );
  assert.deepEqual(pieces.filter(({ index }) => index === 0).map(({ chunk }) => chunk), ["a", "b"]);
  assert.deepEqual(pieces.filter(({ index }) => index === 1).map(({ chunk }) => chunk), ["c"]);
  assert.equal(pieces.length, 3);
});

Deno.test("a failing answer ends the others, and its error is told", async () => {
  let ended = false;
  async function* waits(signal: AbortSignal): AsyncGenerator<string> {
    yield "first";
    await new Promise<void>((_, reject) =>
      signal.addEventListener("abort", () => {
        ended = true;
        reject(signal.reason);
      })
    );
  }
  // deno-lint-ignore require-yield
  async function* fails(): AsyncGenerator<string> {
    throw await Promise.resolve(new Error("broken"));
  }
  const merged = mergeChoices<string>([waits, fails], never());
  await assert.rejects(Array.fromAsync(merged), /broken/);
  assert.ok(ended);
});

Deno.test("answers end when nobody listens any more", async () => {
  let signal!: AbortSignal;
  const merged = mergeChoices([(given) => {
    signal = given;
    return each([1, 2, 3]);
  }], never());
  for await (const { chunk } of merged) {
    assert.equal(chunk, 1);
    break;
  }
  assert.ok(signal.aborted);
});
