import assert from "node:assert/strict";
import { zstdCompressSync } from "node:zlib";
import { toHologramError } from "../../../src/base/mod.ts";
import { ResponseEvents } from "../../../src/server/routes/openai/response_events.ts";
import { responseHead } from "../../../src/server/routes/openai/response_head.ts";
import { responsesToNative } from "../../../src/server/routes/openai/responses_to_native.ts";
import { readV1Body } from "../../../src/server/routes/v1_body.ts";
import { openaiResponsesRequest } from "../../../src/server/schemas/openai_responses_request.ts";
import { ollamaCases } from "../../support/ollama_cases.ts";
import { asJson, chatChunk, countingIds } from "./chunks.ts";

const CALL = { id: "call_1", function: { index: 0, name: "f", arguments: { a: 1 } } };

function native(fields: Record<string, unknown>) {
  return responsesToNative(openaiResponsesRequest.parse({ model: "m", input: "x", ...fields }));
}

function events(fields: Record<string, unknown> = {}): ResponseEvents {
  const request = openaiResponsesRequest.parse({ model: "m", input: "x", ...fields });
  return new ResponseEvents(responseHead(request, "resp_1", 17), countingIds());
}

/** Frames with their data as JSON; checks what every event has. */
function checked(frames: ReturnType<ResponseEvents["push"]>) {
  return frames.map(({ event, data }, index) => {
    // deno-lint-ignore no-explicit-any
    const fields = asJson(data) as any;
    assert.equal(fields.type, event);
    assert.equal(fields.sequence_number, index);
    return fields;
  });
}

Deno.test({
  name: "items of a response's input become the messages that Ollama makes of them",
  ignore: ollamaCases("responses_to_native") === undefined,
  async fn() {
    for (
      const { id, in: input, content_encoding, expect } of ollamaCases("responses_to_native")!.cases
    ) {
      const text = JSON.stringify(input);
      const request = content_encoding === "zstd"
        ? new Request("http://h/v1/responses", {
          method: "POST",
          body: new Uint8Array(zstdCompressSync(text)),
          headers: { "content-encoding": "zstd" },
        })
        : new Request("http://h/v1/responses", { method: "POST", body: text });
      const { messages } = responsesToNative(await readV1Body(request, openaiResponsesRequest));
      assert.equal(messages!.length, expect.length, `${id}: ${JSON.stringify(messages)}`);
      for (const [index, { calls, ...fields }] of expect.entries()) {
        const message = messages![index]! as Record<string, unknown>;
        for (const [field, value] of Object.entries(fields)) {
          assert.deepEqual(message[field], value, `${id}: ${field} of ${index}`);
        }
        const names = messages![index]!.tool_calls?.map((call) => call.function.name);
        assert.deepEqual(names, calls, `${id}: calls of ${index}`);
      }
    }
  },
});

Deno.test({
  name: "a streamed response has the events that Ollama sends",
  ignore: ollamaCases("responses_sse") === undefined,
  fn() {
    for (
      const { id, in: chunks, events: expected, checks } of ollamaCases("responses_sse")!.cases
    ) {
      const stream = events();
      const sent = checked(
        chunks.flatMap((chunk: Record<string, unknown>) => stream.push(chatChunk(chunk))),
      );
      assert.deepEqual(sent.map(({ type }) => type), expected, id);
      const find = (type: string) => sent.find((event) => event.type === type);
      const actual: Record<string, unknown> = {
        "output_text.done.text": find("response.output_text.done")?.text,
        "created.response.output": find("response.created")?.response.output,
        "completed.response.output.length": find("response.completed")?.response.output.length,
        "added.item.status": find("response.output_item.added")?.item.status,
        "done.item.status": find("response.output_item.done")?.item.status,
        "reasoning done item.encrypted_content": find("response.output_item.done")?.item
          .encrypted_content,
      };
      for (const [check, value] of Object.entries(checks)) {
        assert.ok(check in actual, check);
        assert.deepEqual(actual[check], value, `${id}: ${check}`);
      }
    }
  },
});

Deno.test("a whole response is what its stream completes with", () => {
  const chunks = [
    { message: { thinking: "t" } },
    { message: { content: "a" } },
    { message: { content: "b" } },
    { message: { tool_calls: [CALL] } },
    { done: true, done_reason: "stop", prompt_eval_count: 4, eval_count: 3 },
  ].map(chatChunk);
  const stream = events({ metadata: { k: "v" } });
  const sent = checked(chunks.flatMap((chunk) => stream.push(chunk)));
  const response = asJson(stream.response);
  assert.deepEqual(sent.at(-1).response, response);
  assert.equal(response.status, "completed");
  assert.equal(response.error, null);
  assert.equal(response.created_at, 17);
  assert.deepEqual(response.metadata, { k: "v" });
  assert.deepEqual(response.output, [
    {
      ...{ id: "rs_0", type: "reasoning", status: "completed" },
      summary: [{ type: "summary_text", text: "t" }],
      encrypted_content: "t",
    },
    {
      ...{ id: "msg_1", type: "message", status: "completed", role: "assistant" },
      content: [{ type: "output_text", text: "ab", annotations: [], logprobs: [] }],
    },
    {
      ...{ id: "fc_2", type: "function_call", status: "completed", call_id: "call_1", name: "f" },
      arguments: '{"a":1}',
    },
  ]);
  assert.deepEqual((response.usage as Record<string, unknown>).total_tokens, 7);
  // The output can be the next request's input.
  const again = native({ input: response.output }).messages!;
  assert.equal(again.length, 1);
  assert.deepEqual([again[0]!.thinking, again[0]!.content], ["t", "ab"]);
});

Deno.test("an answer that is cut is incomplete, one of nothing has an empty message", () => {
  const cut = events();
  const truncated = { messages: 1, tokens: 2 };
  const sent = checked([
    ...cut.push(chatChunk({ message: { content: "a" } })),
    ...cut.push(chatChunk({ done: true, done_reason: "length", truncated })),
  ]);
  assert.equal(sent.at(-1).type, "response.incomplete");
  assert.deepEqual(sent.at(-1).hologram, { truncated });
  assert.equal(cut.response.status, "incomplete");
  assert.deepEqual(cut.response.incomplete_details, { reason: "max_output_tokens" });
  assert.deepEqual(cut.truncated, truncated);

  const empty = events();
  empty.push(chatChunk({ done: true, done_reason: "stop" }));
  const [item] = asJson(empty.response.output) as { content: { text: string }[] }[];
  assert.equal(item!.content[0]!.text, "");
});

Deno.test("a response that fails on its way says so", () => {
  const stream = events();
  const frames = stream.push(chatChunk({ message: { content: "a" } }));
  const sent = checked([...frames, stream.fail(new Error("gone"))]);
  assert.equal(sent.at(-1).type, "response.failed");
  assert.equal(sent.at(-1).response.status, "failed");
  assert.deepEqual(sent.at(-1).response.error, { code: "server_error", message: "gone" });
});

Deno.test("a response's fields reach the native request", () => {
  const request = native({
    max_output_tokens: 3,
    reasoning: { effort: "high" },
    text: { format: { type: "json_schema", name: "s", schema: { type: "object" } } },
    tools: [{ type: "function", name: "f", parameters: { type: "object" }, strict: true }],
    tool_choice: { type: "function", name: "f" },
    truncation: "disabled",
    temperature: 0,
    keep_alive: -1,
    num_ctx: 77,
    store: true,
  });
  assert.deepEqual(request.options, { temperature: 0, top_p: 1, num_ctx: 77, num_predict: 3 });
  assert.equal(request.think, "high");
  assert.deepEqual(request.format, { type: "object" });
  assert.deepEqual(asJson(request.tools), [
    { type: "function", function: { name: "f", parameters: { type: "object" }, strict: true } },
  ]);
  assert.deepEqual(request.tool_choice, { function: { name: "f" } });
  assert.equal(request.truncate, false);
  assert.equal(native({ truncation: "auto" }).truncate, true);
  assert.equal("truncate" in native({}), false);
});

Deno.test("what a response cannot honour is refused by name", () => {
  const refused: [Record<string, unknown>, RegExp][] = [
    [{ previous_response_id: "resp_0" }, /previous_response_id/],
    [{ conversation: "c" }, /conversation/],
    [{ prompt: { id: "p" } }, /prompt/],
    [{ background: true }, /background/],
    [{ top_logprobs: 1 }, /top_logprobs/],
    [{ include: ["message.output_text.logprobs"] }, /include/],
    [{ text: { verbosity: "high" } }, /verbosity "high"/],
    [{ tools: [{ type: "web_search" }] }, /tool of type "web_search"/],
    [{ input: [{ type: "item_reference", id: "x" }] }, /"item_reference"/],
    [{ input: [{ role: "user", content: [{ type: "input_file" }] }] }, /"input_file"/],
    [{ input: [{ type: "function_call_output", output: "x" }] }, /call_id/],
    [{ input: "" }, /input is required/],
  ];
  for (const [fields, message] of refused) {
    assert.throws(() => native(fields), (error) => {
      assert.match(toHologramError(error).message, message);
      assert.equal(toHologramError(error).status, 400);
      return true;
    });
  }
  assert.ok(native({ background: false, include: ["reasoning.encrypted_content"] }));
});

Deno.test("results keep their tool, and pictures stay with their text", () => {
  const { messages } = native({
    input: [
      {
        role: "user",
        content: [
          { type: "input_text", text: "a" },
          { type: "input_image", image_url: "data:image/png;base64,AAAA" },
        ],
      },
      { type: "reasoning", summary: [{ type: "summary_text", text: "t" }] },
      { type: "function_call", call_id: "1", name: "f", arguments: "{}" },
      { type: "function_call_output", call_id: "1", output: "r" },
    ],
  });
  assert.deepEqual(asJson(messages), [
    { role: "user", content: "a", images: ["AAAA"] },
    {
      role: "assistant",
      content: "",
      thinking: "t",
      tool_calls: [{ id: "1", function: { name: "f", arguments: {} } }],
    },
    { role: "tool", content: "r", tool_name: "f", tool_call_id: "1" },
  ]);
});
