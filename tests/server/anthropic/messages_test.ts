import assert from "node:assert/strict";
import { toHologramError } from "../../../src/base/mod.ts";
import {
  anthropicToNative,
  requireMaxTokens,
} from "../../../src/server/routes/anthropic/anthropic_to_native.ts";
import { MessageEvents, stopReason } from "../../../src/server/routes/anthropic/message_events.ts";
import { anthropicErrorType } from "../../../src/server/routes/v1_errors.ts";
import { anthropicRequest } from "../../../src/server/schemas/anthropic_request.ts";
import { ollamaCases } from "../../support/ollama_cases.ts";
import { asJson, chatChunk } from "../openai/chunks.ts";
import { assertContains } from "../openai/http_case.ts";

const CALL = { id: "call_1", function: { index: 0, name: "f", arguments: { a: 1 } } };
const HELLO = { model: "m", max_tokens: 8, messages: [{ role: "user", content: "x" }] };

function native(fields: Record<string, unknown>) {
  return anthropicToNative(anthropicRequest.parse({ ...HELLO, ...fields }));
}

Deno.test({
  name: "requests of Anthropic's API become the native requests that Ollama makes of them",
  ignore: ollamaCases("anthropic_to_native") === undefined,
  fn() {
    for (
      const { id, in: input, expect, expect_error } of ollamaCases("anthropic_to_native")!.cases
    ) {
      const run = () => asJson(anthropicToNative(anthropicRequest.parse(input)));
      if (expect_error) {
        assert.throws(run, (thrown) => {
          const { status, message } = toHologramError(thrown);
          assert.equal(status, expect_error.status, id);
          assert.ok(message.includes(expect_error.message_contains), id);
          return true;
        });
        continue;
      }
      const { roles, last_content, ...fields } = expect;
      const request = run();
      assertContains(request, fields, id);
      if (roles) assert.deepEqual(request.messages!.map(({ role }) => role), roles, id);
      if (last_content) assert.equal(request.messages!.at(-1)!.content, last_content, id);
    }
  },
});

Deno.test({
  name: "a streamed message has the events that Ollama sends",
  ignore: ollamaCases("anthropic_sse") === undefined,
  fn() {
    for (const item of ollamaCases("anthropic_sse")!.cases.filter((item) => item.in)) {
      const stream = new MessageEvents("msg_1", "m");
      const frames = item.in.flatMap((chunk: Record<string, unknown>) =>
        stream.push(chatChunk(chunk))
      );
      // deno-lint-ignore no-explicit-any
      const sent: any[] = frames.map(({ event, data }: { event: string; data: any }) => {
        assert.equal(data.type, event, item.id);
        return asJson(data);
      });
      const names = sent.map(({ type, content_block, delta, index }) =>
        [type, content_block?.type ?? (index === undefined ? undefined : delta?.type), index]
          .filter((part) => part !== undefined).join(":")
      );
      assert.deepEqual(names, item.events, item.id);
      const last = sent.find(({ type }) => type === "message_delta");
      if (item.message_delta) assertContains(last, item.message_delta, item.id);
      if (item.stop_reason) assert.equal(last.delta.stop_reason, item.stop_reason, item.id);
    }
  },
});

Deno.test({
  name: "ends and failures are named as in Ollama",
  ignore: ollamaCases("anthropic_stop_reason") === undefined,
  fn() {
    for (const { in: [reason, called], expect } of ollamaCases("anthropic_stop_reason")!.cases) {
      assert.equal(stopReason(reason, called), expect, `${reason} ${called}`);
    }
    for (const { in: status, expect } of ollamaCases("anthropic_error_type")!.cases) {
      assert.equal(anthropicErrorType(status), expect, status);
    }
  },
});

Deno.test("a stream begins with an empty message, and blocks begin with their empty field", () => {
  const stream = new MessageEvents("msg_1", "m");
  const frames = [
    ...stream.push(chatChunk({ message: { thinking: "t" } })),
    ...stream.push(chatChunk({ message: { content: "a", tool_calls: [CALL] } })),
  ];
  // deno-lint-ignore no-explicit-any
  const sent: any[] = frames.map(({ data }) => asJson(data));
  const { message } = sent[0];
  assert.deepEqual(message.content, []);
  assert.deepEqual(message.usage, { input_tokens: 0, output_tokens: 0 });
  assert.equal(message.stop_reason, null);
  const starts = sent.filter(({ type }) => type === "content_block_start")
    .map(({ content_block }) => content_block);
  assert.deepEqual(starts, [
    { type: "thinking", thinking: "", signature: "" },
    { type: "text", text: "" },
    { type: "tool_use", id: "call_1", name: "f", input: {} },
  ]);
  const json = sent.find(({ delta }) => delta?.type === "input_json_delta");
  assert.equal(json.delta.partial_json, '{"a":1}');
});

Deno.test("a whole message gathers its blocks and tells what was left out", () => {
  const stream = new MessageEvents("msg_1", "m");
  const truncated = { messages: 1, tokens: 2 };
  const pieces = [
    { message: { thinking: "t" } },
    { message: { content: "a" } },
    { message: { content: "b", tool_calls: [CALL] } },
    { done: true, done_reason: "stop", prompt_eval_count: 4, eval_count: 3, truncated },
  ].map(chatChunk);
  const frames = pieces.flatMap((chunk) => stream.push(chunk));
  assert.deepEqual(asJson(stream.message), {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "m",
    content: [
      { type: "thinking", thinking: "t", signature: "" },
      { type: "text", text: "ab" },
      { type: "tool_use", id: "call_1", name: "f", input: { a: 1 } },
    ],
    stop_reason: "tool_use",
    stop_sequence: null,
    usage: { input_tokens: 4, output_tokens: 3 },
  });
  assert.deepEqual(stream.truncated, truncated);
  const delta = frames.find(({ event }) => event === "message_delta")!.data;
  assert.deepEqual((delta as Record<string, unknown>).hologram, { truncated });

  const empty = new MessageEvents("msg_2", "m");
  empty.push(chatChunk({ done: true, done_reason: "length" }));
  assert.deepEqual(empty.message.content, [{ type: "text", text: "" }]);
  assert.equal(empty.message.stop_reason, "max_tokens");
});

Deno.test("choices of tools, formats and extensions reach the native request", () => {
  const tools = [{ name: "f", input_schema: { type: "object" } }];
  const choose = (choice: Record<string, unknown>) =>
    native({ tools, tool_choice: choice }).tool_choice;
  assert.equal(choose({ type: "auto" }), "auto");
  assert.equal(choose({ type: "any" }), "required");
  assert.equal(choose({ type: "none" }), "none");
  assert.deepEqual(choose({ type: "tool", name: "f" }), { function: { name: "f" } });
  const request = native({
    keep_alive: 5,
    num_ctx: 99,
    options: { seed: 1 },
    output_config: { format: { type: "json_schema", schema: { type: "object" } } },
  });
  assert.deepEqual(request.options, { seed: 1, num_ctx: 99, num_predict: 8 });
  assert.equal(request.keep_alive, 5);
  assert.deepEqual(request.format, { type: "object" });
  assert.equal("think" in native({ thinking: { type: "adaptive" } }), false);
});

Deno.test("results of tools keep the name of their tool", () => {
  const { messages } = native({
    messages: [
      { role: "assistant", content: [{ type: "tool_use", id: "1", name: "f", input: {} }] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "1", content: "r" }] },
    ],
  });
  assert.deepEqual(messages![1], {
    role: "tool",
    content: "r",
    tool_call_id: "1",
    tool_name: "f",
  });
});

Deno.test("what a message cannot honour is refused by name", () => {
  const said = (block: Record<string, unknown>) => ({
    messages: [{ role: "user", content: [block] }],
  });
  const refused: [Record<string, unknown>, RegExp][] = [
    [said({ type: "document" }), /block of type "document"/],
    [said({ type: "server_tool_use" }), /block of type "server_tool_use"/],
    [said({ type: "image", source: { type: "url", url: "http://x" } }), /source of type "url"/],
    [said({ type: "image", source: { type: "base64", data: "?" } }), /expected base64/],
    [said({ type: "tool_use", name: "f" }), /^tool_use block missing required 'id' field$/],
    [said({ type: "tool_result" }), /'tool_use_id'/],
    [{ tools: [{ type: "web_search_20250305", name: "w" }] }, /tool of type "web_search_20250305"/],
    [{ tool_choice: { type: "some" } }, /tool_choice/],
    [{ thinking: { type: "deep" } }, /thinking of type "deep"/],
    [{ output_config: { effort: "huge" } }, /invalid effort: "huge"/],
    [{ mcp_servers: [{}] }, /mcp_servers/],
    [{ container: "c" }, /container/],
    [{ system: [{ type: "image" }] }, /block of type "image"/],
    [{ messages: [{ role: "tool", content: "x" }] }, /role "tool"/],
    [{ model: undefined }, /^model is required$/],
    [{ messages: undefined }, /^messages is required$/],
  ];
  for (const [fields, message] of refused) {
    assert.throws(() => native(fields), (error) => {
      assert.match(toHologramError(error).message, message);
      assert.equal(toHologramError(error).status, 400);
      return true;
    });
  }
  for (const max_tokens of [undefined, 0, -1]) {
    assert.throws(
      () => requireMaxTokens(anthropicRequest.parse({ ...HELLO, max_tokens })),
      { message: "max_tokens is required and must be positive" },
    );
  }
});
