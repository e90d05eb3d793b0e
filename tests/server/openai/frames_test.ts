import assert from "node:assert/strict";
import { chatCompletion } from "../../../src/server/routes/openai/chat_completion.ts";
import { ChatFrames } from "../../../src/server/routes/openai/chat_frames.ts";
import { CompletionFrames } from "../../../src/server/routes/openai/completion_frames.ts";
import { embeddingList } from "../../../src/server/routes/openai/embedding_list.ts";
import { textCompletion } from "../../../src/server/routes/openai/text_completion.ts";
import { singleCall } from "../../../src/server/routes/v1_single_call.ts";
import type { SseFrame } from "../../../src/server/sse_response.ts";
import { ollamaCases } from "../../support/ollama_cases.ts";
import { asJson, chatChunk, each, generateChunk } from "./chunks.ts";

const HEAD = { id: "chatcmpl-1", created: 17, model: "m" };
const CALL = { id: "call_1", function: { index: 0, name: "f", arguments: { a: 1 } } };

// deno-lint-ignore no-explicit-any
const dataOf = (frames: SseFrame[]): any[] => frames.map(({ data }) => asJson(data));

Deno.test({
  name: "a streamed chat completion has the frames that Ollama sends",
  ignore: ollamaCases("openai_chat_sse") === undefined,
  fn() {
    for (const item of ollamaCases("openai_chat_sse")!.cases) {
      const stream = new ChatFrames(HEAD, { n: 1, includeUsage: item.include_usage ?? false });
      const chunks = item.in.map(chatChunk);
      const frames = chunks.flatMap((chunk: ReturnType<typeof chatChunk>) => stream.push(0, chunk));
      if (chunks.at(-1).done) frames.push(...stream.end());
      const sent = dataOf(frames);
      for (const data of sent.filter((data) => data !== "[DONE]")) {
        assert.equal(data.id, HEAD.id, item.id);
        assert.equal(data.created, HEAD.created, item.id);
        assert.equal(data.object, "chat.completion.chunk", item.id);
      }
      if (item.frame_count) {
        assert.equal(sent.length, item.frame_count, item.id);
        for (const [index, text] of Object.entries(item.frame_contains)) {
          assert.ok(JSON.stringify(sent[Number(index)]).includes(text as string), item.id);
        }
        continue;
      }
      assert.equal(sent.length, item.frames.length, `${item.id}: ${JSON.stringify(sent)}`);
      for (const [index, expected] of item.frames.entries()) {
        const data = sent[index];
        if (expected === "[DONE]") assert.equal(data, expected, item.id);
        else if (expected.usage) {
          assert.deepEqual(data.choices, expected.choices, item.id);
          assert.deepEqual(data.usage, expected.usage, item.id);
        } else {
          const { delta, finish_reason } = data.choices[0];
          assert.equal(finish_reason, expected.f, item.id);
          if (expected.d.tool_calls === "1 entry") assert.equal(delta.tool_calls.length, 1);
          else assert.deepEqual(delta, expected.d, item.id);
        }
      }
    }
  },
});

Deno.test("choices of one stream keep apart, and their tokens add up", () => {
  const stream = new ChatFrames(HEAD, { n: 2, includeUsage: true });
  const end = { done: true, done_reason: "stop", prompt_eval_count: 3, eval_count: 2 };
  const frames = [
    ...stream.push(1, chatChunk({ message: { tool_calls: [CALL] } })),
    ...stream.push(0, chatChunk({ message: { content: "a" } })),
    ...stream.push(1, chatChunk({ message: { tool_calls: [CALL] } })),
    ...stream.push(1, chatChunk(end)),
    ...stream.push(0, chatChunk({ ...end, truncated: { messages: 1, tokens: 9 } })),
    ...stream.end(),
  ];
  const sent = dataOf(frames);
  assert.deepEqual(sent.slice(0, 5).map(({ choices: [choice] }) => choice.index), [1, 0, 1, 1, 0]);
  const roles = sent.slice(0, 5).map(({ choices: [{ delta }] }) => delta.role);
  assert.deepEqual(roles, ["assistant", "assistant", undefined, undefined, undefined]);
  assert.equal(sent[2].choices[0].delta.tool_calls[0].index, 1);
  assert.equal(sent[3].choices[0].finish_reason, "tool_calls");
  assert.equal(sent[4].choices[0].finish_reason, "stop");
  assert.deepEqual(sent[5].usage, { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 });
  assert.deepEqual(sent[5].hologram, { truncated: { messages: 1, tokens: 9 } });
  assert.equal(sent[6], "[DONE]");
});

Deno.test("a stream without token counts tells in its last chunk what was left out", () => {
  const truncated = { messages: 2, tokens: 5 };
  const chat = new ChatFrames(HEAD, { n: 1, includeUsage: false });
  const text = new CompletionFrames(HEAD, { echoes: [""], n: 1, includeUsage: false });
  const end = { done: true, done_reason: "stop", truncated };
  assert.deepEqual(dataOf(chat.push(0, chatChunk(end))).at(-1).hologram, { truncated });
  assert.deepEqual(dataOf(text.push(0, generateChunk(end))).at(-1).hologram, { truncated });
});

Deno.test("a whole chat completion has every part of its pieces", async () => {
  const logprob = { token: "b", logprob: -0.5, bytes: [98] };
  const { body, truncated } = await chatCompletion(
    HEAD,
    1,
    each([
      chatChunk({ message: { thinking: "t" } }),
      chatChunk({ message: { content: "a" } }),
      chatChunk({ message: { content: "b" }, logprobs: [logprob] }),
      chatChunk({ message: { tool_calls: [CALL] } }),
      chatChunk({
        ...{ done: true, done_reason: "stop", prompt_eval_count: 4, eval_count: 3 },
        truncated: { messages: 1, tokens: 2 },
      }),
    ].map((chunk) => ({ index: 0, chunk }))),
  );
  assert.deepEqual(truncated, { messages: 1, tokens: 2 });
  assert.deepEqual(asJson(body), {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 17,
    model: "m",
    system_fingerprint: "fp_hologram",
    choices: [{
      index: 0,
      message: {
        role: "assistant",
        content: "ab",
        reasoning: "t",
        tool_calls: [
          { id: "call_1", type: "function", function: { name: "f", arguments: '{"a":1}' } },
        ],
      },
      logprobs: { content: [{ ...logprob, top_logprobs: [] }], refusal: null },
      finish_reason: "tool_calls",
    }],
    usage: { prompt_tokens: 4, completion_tokens: 3, total_tokens: 7 },
  });
});

const TOKENS = [
  {
    token: "ab",
    logprob: -1,
    bytes: [97, 98],
    top_logprobs: [{ token: "x", logprob: -0.5, bytes: [120] }],
  },
  {
    token: "c",
    logprob: -2,
    bytes: [99],
    top_logprobs: [{ token: "c", logprob: -2, bytes: [99] }],
  },
];

Deno.test("text completions have an echo, and log probabilities in parallel lists", async () => {
  const end = { done: true, done_reason: "length", prompt_eval_count: 2, eval_count: 2 };
  const pieces = [
    { index: 0, chunk: generateChunk({ response: "abc", logprobs: TOKENS }) },
    { index: 1, chunk: generateChunk({ response: "d" }) },
    { index: 0, chunk: generateChunk(end) },
    { index: 1, chunk: generateChunk({ ...end, done_reason: "stop" }) },
  ];
  const choices = { echoes: ["", "p"], n: 1 };
  const { body } = await textCompletion(HEAD, choices, each(pieces));
  // deno-lint-ignore no-explicit-any
  const whole = asJson(body) as any;
  assert.deepEqual(whole.choices[0], {
    text: "abc",
    index: 0,
    logprobs: {
      tokens: ["ab", "c"],
      token_logprobs: [-1, -2],
      top_logprobs: [{ x: -0.5 }, { c: -2 }],
      text_offset: [0, 2],
    },
    finish_reason: "length",
  });
  assert.deepEqual(whole.choices[1], {
    text: "pd",
    index: 1,
    logprobs: null,
    finish_reason: "stop",
  });
  // Two prompts with an answer each: both prompts count.
  assert.deepEqual(whole.usage, { prompt_tokens: 4, completion_tokens: 4, total_tokens: 8 });

  const stream = new CompletionFrames(HEAD, { ...choices, includeUsage: true });
  const sent = dataOf([
    ...pieces.flatMap(({ index, chunk }) => stream.push(index, chunk)),
    ...stream.end(),
  ]);
  const texts = ["", ""];
  for (const { choices: [choice] } of sent.slice(0, 4)) texts[choice.index] += choice.text;
  assert.deepEqual(texts, ["abc", "pd"]);
  assert.deepEqual(sent[4].usage, whole.usage);
  assert.deepEqual(sent[4].choices, []);
  assert.equal(sent[5], "[DONE]");
});

Deno.test("a stream of text completions counts offsets over its pieces", () => {
  const stream = new CompletionFrames(HEAD, { echoes: [""], n: 1, includeUsage: false });
  const sent = TOKENS.map((token) =>
    dataOf(stream.push(0, generateChunk({ response: token.token, logprobs: [token] })))[0]
  );
  assert.deepEqual(sent.map(({ choices: [choice] }) => choice.logprobs.text_offset), [[0], [2]]);
});

Deno.test("embeddings come as numbers, or as little-endian float32 in base64", () => {
  const answer = {
    ...{ model: "m", embeddings: [[1, -2]], prompt_eval_count: 5 },
    ...{ total_duration: 1, load_duration: 1 },
  };
  assert.deepEqual(embeddingList(answer, false), {
    object: "list",
    data: [{ object: "embedding", embedding: [1, -2], index: 0 }],
    model: "m",
    usage: { prompt_tokens: 5, total_tokens: 5 },
  });
  const [{ embedding }] = embeddingList(answer, true).data as [{ embedding: string }];
  assert.equal(Uint8Array.fromBase64(embedding).toHex(), "0000803f000000c0");
});

Deno.test("an answer without parallel calls keeps its first call and all of its text", async () => {
  const chunks = [
    chatChunk({ message: { content: "a", tool_calls: [CALL, { ...CALL, id: "call_2" }] } }),
    chatChunk({ message: { content: "b", tool_calls: [{ ...CALL, id: "call_3" }] } }),
    chatChunk({ done: true }),
  ];
  const kept = await Array.fromAsync(singleCall(each(chunks)));
  assert.deepEqual(kept.map(({ message }) => message.content), ["a", "b", ""]);
  assert.deepEqual(kept.flatMap(({ message }) => message.tool_calls ?? []), [CALL]);
});
