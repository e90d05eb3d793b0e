import assert from "node:assert/strict";
import { HologramError } from "../../src/base/mod.ts";
import type { ApiClient } from "../../src/cli/client.ts";
import { type AnswerStyle, streamAnswer } from "../../src/cli/stream_answer.ts";
import { FakeTerminal } from "./fake_terminal.ts";

/** What is printed and returned when a server answers with some lines. */
async function streamed(
  lines: unknown[],
  style: Partial<AnswerStyle> = {},
): Promise<{ printed: string; noted: string; answer: Awaited<ReturnType<typeof streamAnswer>> }> {
  const terminal = new FakeTerminal({ screen: false });
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  const client: ApiClient = {
    url: undefined,
    send: () => Promise.resolve(new Response(text)),
    close: () => Promise.resolve(),
  };
  const request = { path: "/api/chat", body: {}, signal: new AbortController().signal } as const;
  const whole = { wordWrap: true, verbose: false, ...style };
  const answer = await streamAnswer(terminal, client, request, whole);
  return { printed: terminal.printed, noted: terminal.noted, answer };
}

const say = (fields: Record<string, unknown>) => ({ message: { content: "", ...fields } });
const call = (name: string, args: unknown) => ({ function: { name, arguments: args } });
const END = { ...say({}), done: true };

Deno.test("what the model thinks stands before the answer, marked as that", async () => {
  const lines = [
    say({ thinking: "One" }),
    say({ thinking: " two." }),
    say({ content: "Yes" }),
    END,
  ];
  const { printed, answer } = await streamed(lines);
  assert.equal(printed, "Thinking...\nOne two.\n...done thinking.\n\nYes\n\n");
  assert.deepEqual(answer, { text: "Yes", thinking: "One two.", toolCalls: [], complete: true });
  // The other route, and all in one line.
  const whole = await streamed([{ thinking: "One\n", response: "Yes", done: true }]);
  assert.equal(whole.printed, "Thinking...\nOne\n...done thinking.\n\nYes\n\n");
});

Deno.test("thinking that is hidden is still kept", async () => {
  const lines = [say({ thinking: "One" }), say({ content: "Yes" }), END];
  const { printed, answer } = await streamed(lines, { hideThinking: true });
  assert.equal(printed, "Yes\n\n");
  assert.equal(answer.thinking, "One");
});

Deno.test("thinking that has no answer behind it is ended as well", async () => {
  const { printed } = await streamed([say({ thinking: "One" }), { ...END, done_reason: "length" }]);
  assert.ok(printed.startsWith("Thinking...\nOne\n...done thinking.\n\n"), printed);
});

Deno.test("calls of tools are printed, each in a line", async () => {
  const calls = [call("weather", { city: "Zürich" }), call("time", {})];
  const { printed, answer } = await streamed([
    say({ content: "Let me see." }),
    say({ tool_calls: calls }),
    END,
  ]);
  assert.equal(printed, 'Let me see.\nweather({"city":"Zürich"})\ntime({})\n\n');
  assert.deepEqual(answer.toolCalls, calls);
  const alone = await streamed([say({ thinking: "Hm", tool_calls: calls.slice(1) }), END]);
  assert.equal(alone.printed, "Thinking...\nHm\n...done thinking.\n\ntime({})\n\n");
});

Deno.test("what did not fit the context is told", async () => {
  const cases: [Record<string, number>, string][] = [
    [{ messages: 3, tokens: 512 }, "3 messages, 512 tokens left out"],
    [{ messages: 1, tokens: 0 }, "1 message left out"],
    [{ tokens: 1 }, "1 token left out"],
    [{}, "its oldest part left out"],
  ];
  for (const [truncated, what] of cases) {
    const { printed, noted } = await streamed([say({ content: "Yes" }), { ...END, truncated }]);
    assert.equal(printed, "Yes\n\n");
    assert.equal(noted, `Warning: The conversation does not fit the context: ${what}\n`);
  }
  assert.equal((await streamed([END])).noted, "");
});

Deno.test("an error in the middle of an answer is thrown", async () => {
  await assert.rejects(
    streamed([say({ content: "Yes" }), { error: "the runner died" }]),
    new HologramError("the runner died"),
  );
});
