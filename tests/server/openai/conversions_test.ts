import assert from "node:assert/strict";
import { toHologramError } from "../../../src/base/mod.ts";
import type * as z from "../../../src/deps/zod.ts";
import { chatToNative } from "../../../src/server/routes/openai/chat_to_native.ts";
import { completionToNative } from "../../../src/server/routes/openai/completion_to_native.ts";
import { finishReason } from "../../../src/server/routes/openai/completion_head.ts";
import { embedToNative } from "../../../src/server/routes/openai/embed_to_native.ts";
import { imageData } from "../../../src/server/routes/openai/image_data.ts";
import { seeded } from "../../../src/server/routes/openai/seeded.ts";
import { thinkOfEffort } from "../../../src/server/routes/openai/think_of_effort.ts";
import { openaiErrorType } from "../../../src/server/routes/v1_errors.ts";
import { openaiChatRequest } from "../../../src/server/schemas/openai_chat_request.ts";
import { openaiCompletionRequest } from "../../../src/server/schemas/openai_completion_request.ts";
import { openaiEmbeddingRequest } from "../../../src/server/schemas/openai_embedding_request.ts";
import { chatRequest } from "../../../src/server/schemas/chat_request.ts";
import { ollamaCases } from "../../support/ollama_cases.ts";
import { asJson } from "./chunks.ts";

/** Checks that each case of a group converts to what it expects, or fails as it expects. */
function checkConversions<T>(
  group: string,
  schema: z.ZodType<T>,
  convert: (request: T) => unknown,
): void {
  for (const { id, in: input, expect, expect_error } of ollamaCases(group)!.cases) {
    const name = `${group} ${id ?? JSON.stringify(input)}`;
    const run = () => asJson(convert(schema.parse(input)));
    if (expect_error) {
      assert.throws(run, (thrown) => {
        const { status, message } = toHologramError(thrown);
        assert.equal(status, expect_error.status, name);
        assert.equal(openaiErrorType(status), expect_error.type, name);
        assert.equal(message, expect_error.message, name);
        return true;
      });
      continue;
    }
    const native = run() as Record<string, unknown>;
    // A case that names the model gives the whole request, others a part.
    if ("model" in expect) assert.deepEqual(native, expect, name);
    for (const [field, value] of Object.entries(expect)) {
      assert.deepEqual(native[field], value, `${name}: ${field}`);
    }
  }
}

const absent = ollamaCases("openai_chat_to_native") === undefined;

Deno.test({
  name: "requests of OpenAI's API become the native requests that Ollama makes of them",
  ignore: absent,
  fn() {
    checkConversions("openai_chat_to_native", openaiChatRequest, chatToNative);
    checkConversions(
      "openai_completion_to_native",
      openaiCompletionRequest,
      (request) => completionToNative(request)[0],
    );
    checkConversions("openai_embed_to_native", openaiEmbeddingRequest, embedToNative);
  },
});

Deno.test({
  name: "efforts, pictures, ends and failures are named as in Ollama",
  ignore: absent,
  fn() {
    for (const { in: effort, expect } of ollamaCases("openai_reasoning_effort")!.cases) {
      if (expect.error) assert.throws(() => thinkOfEffort(effort), { message: expect.error });
      else assert.equal(thinkOfEffort(effort) ?? null, expect.think, effort);
    }
    for (const { in: url, expect } of ollamaCases("openai_image_url")!.cases) {
      if (expect.error) assert.throws(() => imageData(url), { message: expect.error }, url);
      else assert.equal(Uint8Array.fromBase64(imageData(url)).length, expect.bytes, url);
    }
    for (const { in: [reason, called], expect } of ollamaCases("openai_finish_reason")!.cases) {
      assert.equal(finishReason(reason, called), expect, `${reason} ${called}`);
    }
    for (const { in: status, expect } of ollamaCases("openai_error_type")!.cases) {
      assert.equal(openaiErrorType(status), expect, status);
    }
  },
});

const hello = { model: "m", messages: [{ role: "user", content: "Hello" }] };

function chat(fields: Record<string, unknown>) {
  return chatToNative(openaiChatRequest.parse({ ...hello, ...fields }));
}

Deno.test("a chat's limits, choices and extensions reach the native request", () => {
  const native = chat({
    max_tokens: 7,
    max_completion_tokens: 5,
    num_ctx: 2048,
    keep_alive: "10m",
    options: { top_k: 3, temperature: 0.1 },
    tools: [{ type: "function", function: { name: "f", parameters: { type: "object" } } }],
    tool_choice: { type: "function", function: { name: "f" } },
    logit_bias: { "5": -100 },
    response_format: { type: "json_schema", json_schema: { name: "s", schema: { type: "array" } } },
    reasoning_effort: "minimal",
    logprobs: true,
    top_logprobs: 2,
    user: "u",
    metadata: { a: "b" },
    store: true,
    stop: "x",
  });
  assert.deepEqual(native.options, {
    temperature: 0.1,
    top_p: 1,
    top_k: 3,
    num_ctx: 2048,
    num_predict: 5,
    stop: ["x"],
  });
  assert.equal(native.keep_alive, "10m");
  assert.deepEqual(native.tool_choice, { function: { name: "f" } });
  assert.deepEqual(native.logit_bias, { "5": -100 });
  assert.deepEqual(native.format, { type: "array" });
  assert.equal(native.think, "low");
  assert.deepEqual([native.logprobs, native.top_logprobs], [true, 2]);
  assert.equal(chatRequest.safeParse(native).success, true);
  for (const choice of ["auto", "none", "required"]) {
    assert.equal(chat({ tool_choice: choice }).tool_choice, choice);
  }
});

Deno.test("a chat's parts keep texts together, developers become the system, results keep their tool", () => {
  const image = "data:image/png;base64,AAAA";
  const native = chat({
    messages: [
      { role: "developer", content: [{ type: "text", text: "a" }, { type: "text", text: "b" }] },
      {
        role: "user",
        content: [{ type: "image_url", image_url: { url: image } }, { type: "text", text: "c" }],
      },
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "1", function: { name: "f", arguments: "" } }],
      },
      { role: "tool", tool_call_id: "1", content: [{ type: "text", text: "d" }] },
    ],
  });
  assert.deepEqual(asJson(native.messages), [
    { role: "system", content: "a\n\nb" },
    { role: "user", content: "", images: ["AAAA"] },
    { role: "user", content: "c" },
    {
      role: "assistant",
      content: "",
      tool_calls: [{ id: "1", function: { name: "f", arguments: {} } }],
    },
    { role: "tool", content: "d", tool_name: "f", tool_call_id: "1" },
  ]);
});

Deno.test("what a chat cannot honour is refused by name", () => {
  const refused: [Record<string, unknown>, RegExp][] = [
    [{ modalities: ["text", "audio"] }, /modality "audio"/],
    [{ audio: { voice: "x" } }, /audio/],
    [{ web_search_options: {} }, /web_search_options/],
    [{ functions: [{ name: "f" }] }, /functions/],
    [{ function_call: "auto" }, /function_call/],
    [{ verbosity: "low" }, /verbosity "low"/],
    [{ tools: [{ type: "custom", custom: { name: "x" } }] }, /tool of type "custom"/],
    [{ tool_choice: { type: "allowed_tools" } }, /tool_choice .*allowed_tools/],
    [{ response_format: { type: "grammar" } }, /response_format of type "grammar"/],
    [{ response_format: { type: "json_schema" } }, /needs a schema/],
    [{ top_logprobs: 2 }, /top_logprobs needs logprobs/],
    [{ stop: [1] }, /'stop' field: float64/],
    [{ messages: [{ role: "user", content: [{ type: "input_audio" }] }] }, /"input_audio"/],
    [{ messages: [{ role: "user" }] }, /invalid message content type: <nil>/],
    [{ messages: [] }, /^\[\] is too short - 'messages'$/],
    [
      {
        messages: [{
          role: "assistant",
          tool_calls: [{ function: { name: "f", arguments: "[]" } }],
        }],
      },
      /arguments of the call of 'f'/,
    ],
  ];
  for (const [fields, message] of refused) {
    assert.throws(() => chat(fields), (error) => {
      assert.match(toHologramError(error).message, message);
      assert.equal(toHologramError(error).status, 400);
      return true;
    });
  }
  assert.ok(chat({ modalities: ["text"], verbosity: "medium", functions: [], audio: null }));
});

Deno.test("answers to one request differ by their seeds, in order", () => {
  const seeds = seeded(chat({ seed: 40 }), 3).map(({ options }) => options!.seed);
  assert.deepEqual(seeds, [40, 41, 42]);
  assert.deepEqual(seeded(chat({}), 2).map(({ options }) => options!.seed), [undefined, undefined]);
});

function completion(fields: Record<string, unknown>) {
  return completionToNative(openaiCompletionRequest.parse({ model: "m", ...fields }));
}

Deno.test("each prompt of a completion becomes a request; what cannot be honoured is refused", () => {
  const natives = completion({ prompt: ["a", "b"], logprobs: 0, logit_bias: { "1": 2 } });
  assert.deepEqual(natives.map(({ prompt }) => prompt), ["a", "b"]);
  assert.deepEqual([natives[1]!.logprobs, natives[1]!.top_logprobs], [true, 0]);
  assert.deepEqual(natives[1]!.logit_bias, { "1": 2 });
  assert.throws(() => completion({ prompt: [1, 2] }), /prompt of token ids is not supported/);
  assert.throws(() => completion({ prompt: [[1], [2]] }), /prompt of token ids is not supported/);
  assert.throws(() => completion({ prompt: ["a", 2] }), /'prompt' field: float64/);
  assert.throws(() => completion({}), /'prompt' field: <nil>/);
  assert.throws(() => completion({ prompt: "a", n: 2, best_of: 3 }), /best_of above n/);
  assert.equal(completion({ prompt: "a", n: 2, best_of: 2 }).length, 1);
  assert.throws(() => completion({ prompt: "a", echo: true, logprobs: 1 }), /echo with logprobs/);
});

Deno.test("embeddings take texts, not token ids, and two encodings", () => {
  const embed = (fields: Record<string, unknown>) =>
    embedToNative(openaiEmbeddingRequest.parse({ model: "m", ...fields }));
  assert.deepEqual(embed({ input: ["a"], dimensions: 3, num_ctx: 9, encoding_format: "base64" }), {
    model: "m",
    input: ["a"],
    dimensions: 3,
    options: { num_ctx: 9 },
  });
  assert.throws(() => embed({ input: [1, 2] }), /token ids/);
  assert.throws(() => embed({ input: "" }), /^HologramError: invalid input$/);
  assert.throws(() => embed({ input: [] }), /^HologramError: invalid input$/);
  assert.throws(() => embed({ input: "x", encoding_format: "hex" }), /encoding_format/);
});
