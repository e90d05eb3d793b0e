import assert from "node:assert/strict";
import { closestName } from "../../src/cli/closest_name.ts";
import { runCommand, type SentRequest } from "./run_command.ts";

const NAMES = ["tiny:latest", "llama3.2:1b", "bert-base:latest", "hf.co/org/model:q4"];

Deno.test("closestName finds what was probably meant", () => {
  const cases: [string, string | undefined][] = [
    ["tinny", "tiny:latest"],
    ["tniy", "tiny:latest"],
    ["TINI", "tiny:latest"],
    ["tiny:lates", "tiny:latest"],
    ["llama3.1", "llama3.2:1b"],
    ["bertbase", "bert-base:latest"],
    ["hf.co/org/modle:q4", "hf.co/org/model:q4"],
    ["xyz", undefined],
    ["guide", undefined],
    ["", undefined],
  ];
  for (const [name, expected] of cases) assert.equal(closestName(name, NAMES), expected, name);
  assert.equal(closestName("tiny", []), undefined);
});

Deno.test("a mistyped model is answered with the one that was meant", async () => {
  const answer = ({ path, body }: SentRequest) =>
    path === "/api/tags"
      ? Response.json({ models: NAMES.map((name) => ({ name })) })
      : Response.json({ error: `model '${body.model}' not found` }, { status: 404 });
  for (const command of [["show"], ["rm"], ["run"], ["verify"]]) {
    const { error } = await runCommand(
      [...command, "tinny", ...command[0] === "run" ? ["Hi"] : []],
      {
        answer,
      },
    );
    assert.equal(error?.message, "model 'tinny' not found");
    assert.equal(error?.hint, "Did you mean tiny:latest?");
  }
  const { error } = await runCommand(["show", "nothing"], { answer });
  assert.equal(error?.hint, undefined);
});

Deno.test("the error stays what it is when nothing can be suggested", async () => {
  const answer = ({ path }: SentRequest) =>
    path === "/api/tags"
      ? new Response("broken", { status: 500 })
      : Response.json({ error: "model 'tinny' not found" }, { status: 404 });
  const { error } = await runCommand(["show", "tinny"], { answer });
  assert.equal(error?.message, "model 'tinny' not found");
  assert.equal(error?.hint, undefined);
});
