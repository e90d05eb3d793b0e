import assert from "node:assert/strict";
import { ollamaCases } from "../support/ollama_cases.ts";
import { runCommand, type SentRequest } from "./run_command.ts";

/** A server with a model that embeds, and answers so. */
function embedding(reply: unknown): (request: SentRequest) => Response | undefined {
  return ({ path }) => {
    if (path === "/api/show") return Response.json({ capabilities: ["embedding"] });
    return path === "/api/embed" ? Response.json(reply) : undefined;
  };
}

function sent(requests: readonly SentRequest[]): SentRequest["body"] {
  return requests.find(({ path }) => path === "/api/embed")?.body;
}

Deno.test("run on an embedding model prints one vector", async () => {
  const answer = embedding({ embeddings: [[0.5, -0.25]] });
  const { printed, requests } = await runCommand(["run", "bert", "hello", "--keepalive", "-1"], {
    answer,
  });
  assert.equal(printed, "[0.5,-0.25]\n");
  assert.deepEqual(sent(requests), { model: "bert", input: "hello", keep_alive: -1 });
  const strict = await runCommand(["run", "bert", "--truncate=false", "hello"], { answer });
  assert.equal(sent(strict.requests).truncate, false);
});

Deno.test("run on an embedding model needs a text, and --dimensions needs such a model", async () => {
  const { error } = await runCommand(["run", "bert"], { answer: embedding({}) });
  assert.match(error!.message, /^embedding models require input text\. Usage: hologram run bert "/);
  const other = await runCommand(["run", "tiny", "Hi", "--dimensions", "2"], {
    answer: () => Response.json({ capabilities: ["completion"] }),
  });
  assert.match(other.error!.message, /--dimensions is for embeddings, which tiny does not make/);
  const wrong = await runCommand(["run", "bert", "Hi", "--dimensions", "0"], {});
  assert.equal(wrong.error!.exitCode, 2);
});

const cases = ollamaCases("run_embedding_model");
Deno.test("run asks and prints as Ollama does on embedding models", {
  ignore: cases === undefined,
}, async () => {
  for (const test of cases!.cases) {
    const { printed, error, requests } = await runCommand(["run", ...test.argv], {
      answer: embedding(test.reply),
      piped: test.stdin,
    });
    if (test.error_contains !== undefined) {
      assert.ok(error?.message.includes(test.error_contains), test.id);
      continue;
    }
    assert.equal(error, undefined, test.id);
    assert.equal(printed, test.stdout, test.id);
    const body = sent(requests);
    const expected = test.request ?? test.request_contains;
    for (const [name, value] of Object.entries(expected)) {
      assert.deepEqual(body[name], value, `${test.id}: ${name}`);
    }
    for (const name of test.absent_in_request ?? []) assert.ok(!(name in body), test.id);
  }
});
