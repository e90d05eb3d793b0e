import assert from "node:assert/strict";
import { ollamaCases } from "../../support/ollama_cases.ts";
import { runCommand } from "../run_command.ts";

const HOUR = 3_600_000;

const TAGS = {
  models: ["Tiny:latest", "tiny:q4", "other:latest"].map((name, age) => ({
    name,
    digest: "0123456789abcdef".repeat(4),
    size: 1500 * 1000 ** age,
    modified_at: new Date(Date.now() - (age + 1) * 24 * HOUR).toISOString(),
  })),
};

const answer = () => Response.json(TAGS);

Deno.test("list has a line a model, under a header", async () => {
  const { printed } = await runCommand(["list"], { answer });
  assert.equal(
    printed,
    [
      "NAME            ID              SIZE      MODIFIED",
      "Tiny:latest     0123456789ab    1.5 KB    24 hours ago",
      "tiny:q4         0123456789ab    1.5 MB    2 days ago",
      "other:latest    0123456789ab    1.5 GB    3 days ago",
      "",
    ].join("\n"),
  );
});

Deno.test("list takes a prefix in any letter case, and ls is the same", async () => {
  const { printed } = await runCommand(["ls", "TINY"], { answer });
  assert.deepEqual(printed.match(/^\S+/gm), ["NAME", "Tiny:latest", "tiny:q4"]);
  const { printed: json } = await runCommand(["ls", "o", "--json"], { answer });
  assert.deepEqual(JSON.parse(json), { models: [TAGS.models[2]] });
});

const cases = ollamaCases("list_text");
Deno.test("list prints what Ollama prints", { ignore: cases === undefined }, async () => {
  const rightTrimmed = (text: string) => text.replace(/ +$/gm, "");
  for (const { id, args, models, expect, ...failure } of cases!.cases) {
    const { printed, error } = await runCommand(["list", ...args], {
      answer: () =>
        failure.server_status !== undefined
          ? new Response(failure.server_body, { status: failure.server_status })
          : Response.json({
            models: models.map(
              ({ age_h, ...model }: { age_h: number }) => ({
                ...model,
                modified_at: new Date(Date.now() - age_h * HOUR).toISOString(),
              }),
            ),
          }),
    });
    if (failure.expect_error_contains !== undefined) {
      assert.ok(error?.message.includes(failure.expect_error_contains), id);
    } else {
      assert.equal(error, undefined, id);
      assert.equal(printed, rightTrimmed(expect), id);
    }
  }
});
