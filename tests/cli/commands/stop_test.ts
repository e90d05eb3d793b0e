import assert from "node:assert/strict";
import { runCommand, type SentRequest } from "../run_command.ts";

function answer({ path, body }: SentRequest): Response | undefined {
  if (path === "/api/tags") return Response.json({ models: [{ name: "tiny:latest" }] });
  if (path !== "/api/stop") return undefined;
  if (["tiny", "other"].includes(body.model)) return new Response();
  return Response.json({ error: `model '${body.model}' not found` }, { status: 404 });
}

Deno.test("stop unloads each model that it is given", async () => {
  const { printed, requests } = await runCommand(["stop", "tiny", "other"], { answer });
  assert.equal(printed, "stopped 'tiny'\nstopped 'other'\n");
  assert.deepEqual(requests.map(({ body }) => body.model), ["tiny", "other"]);
});

Deno.test("stop says in Ollama's words what it cannot find", async () => {
  const { error } = await runCommand(["stop", "x"], { answer });
  assert.equal(error?.message, `couldn't find model "x" to stop`);
  assert.equal(error?.exitCode, 1);
});
