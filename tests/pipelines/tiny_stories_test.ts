import assert from "node:assert/strict";
import type { GenerationSection } from "../../src/holo/mod.ts";
import { type DoneEvent, TextGeneration } from "../../src/pipelines/mod.ts";
import { openOrtSession, type Session } from "../../src/runtime/mod.ts";
import { loadTokenizer } from "../../src/text/mod.ts";
import { sharedData } from "../support/shared_data.ts";

const folder = sharedData("lm", "TinyStories-656K-ONNX");
const reference = sharedData("lm", "TinyStories-656K-hf.greedy-reference.json");

function section(session: Session): GenerationSection {
  const past = session.inputs.map(({ name }) => name).filter((name) => name.startsWith("past"));
  const has = (name: string) =>
    session.inputs.some((input) => input.name === name) ? name : undefined;
  return {
    decoder: {
      input_ids: "input_ids",
      attention_mask: has("attention_mask"),
      position_ids: has("position_ids"),
      logits: "logits",
      cache: past.map((name) => ({
        past: name,
        present: name.replace("past_key_values", "present"),
      })),
    },
    context_length: 512,
    bos_token_id: 1,
    eos_token_ids: [2],
    options: {},
  };
}

Deno.test({
  name: "TinyStories-656K tells the stories that transformers computes, id by id",
  ignore: folder === undefined || reference === undefined,
  // The engine opens a message port for good when it is first used.
  sanitizeResources: false,
  fn: async () => {
    const tokenizer = loadTokenizer(
      await Deno.readTextFile(`${folder}/tokenizer.json`),
      await Deno.readTextFile(`${folder}/tokenizer_config.json`),
    );
    const session = await openOrtSession(await Deno.readFile(`${folder}/onnx/model.onnx`), {
      threads: 1,
    });
    try {
      const model = new TextGeneration({ session, generation: section(session), tokenizer });
      const { cases } = JSON.parse(await Deno.readTextFile(reference!));
      assert.equal(cases.length, 3);
      for (const { prompt, prompt_ids, greedy_ids, text } of cases) {
        const options = { temperature: 0, num_predict: greedy_ids.length - prompt_ids.length };
        const events = await Array.fromAsync(model.generate({ prompt, options }));
        const { context } = events.at(-1) as DoneEvent;
        const pieces = events.flatMap((event) => event.type === "text" ? [event.text] : []);
        assert.deepEqual(context, greedy_ids);
        assert.equal(prompt + pieces.join(""), text);
      }
      const draw = async (seed: number) => {
        const options = { seed, num_predict: 40 };
        const events = await Array.fromAsync(model.generate({ prompt: "One day", options }));
        return events.flatMap((event) => event.type === "text" ? [event.text] : []).join("");
      };
      const [first, other, again] = await Promise.all([draw(1), draw(2), draw(1)]);
      assert.equal(first, again);
      assert.notEqual(first, other);
    } finally {
      await session.dispose();
    }
  },
});
