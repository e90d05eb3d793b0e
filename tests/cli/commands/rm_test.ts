import assert from "node:assert/strict";
import { runCommand } from "../run_command.ts";

Deno.test("rm removes each model that it is given, and stops at one that is not there", async () => {
  const { printed, error, requests } = await runCommand(["rm", "-f", "a", "b", "c"], {
    answer: ({ body }) => body.model === "b" ? undefined : new Response(),
  });
  assert.equal(printed, "deleted 'a'\n");
  assert.ok(error !== undefined);
  assert.deepEqual(requests.map(({ method, body }) => [method, body]), [
    ["DELETE", { model: "a", force: true }],
    ["DELETE", { model: "b", force: true }],
  ]);
});

Deno.test("cp says what it copied", async () => {
  const { printed, requests } = await runCommand(["cp", "a", "b"], {
    answer: () => new Response(),
  });
  assert.equal(printed, "copied 'a' to 'b'\n");
  assert.deepEqual(requests.map(({ path, body }) => [path, body]), [
    ["/api/copy", { source: "a", destination: "b" }],
  ]);
});
