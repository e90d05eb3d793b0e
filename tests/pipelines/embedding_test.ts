import assert from "node:assert/strict";
import type { Tensor } from "../../src/base/mod.ts";
import { compileOnnx, findCompanions } from "../../src/compiler/mod.ts";
import { fromFileUrl, join } from "../../src/deps/path.ts";
import {
  type EmbeddingSection,
  embeddingSectionSchema,
  HoloFile,
  type Pooling,
} from "../../src/holo/mod.ts";
import { Embedding, type EmbeddingRequest } from "../../src/pipelines/mod.ts";
import { openSession, type RunOptions, type Session } from "../../src/runtime/mod.ts";
import { loadTokenizer, type Tokenizer } from "../../src/text/mod.ts";

const ENCODER = fromFileUrl(new URL("../fixtures/networks/encoder", import.meta.url));
const GUIDE = fromFileUrl(new URL("../../src/embedded/guide.holo", import.meta.url));
const POOLINGS: Pooling[] = [
  "cls",
  "lasttoken",
  "max",
  "mean",
  "mean_sqrt_len_tokens",
  "weightedmean",
];

/** A text with its tokens and its vectors, pooled in every way. */
type Expected = { text: string; ids: number[] } & Record<Pooling, number[]>;

interface Opened {
  session: Session;
  section: EmbeddingSection;
  tokenizer: Tokenizer;
}

let folder: string;
let encoder: Opened;
let guide: Opened;
let expected: Expected[];

async function open(path: string): Promise<Opened> {
  using file = await HoloFile.open(path);
  return {
    session: await openSession(file, { threads: 1 }),
    section: await file.readJsonSection("embedding", embeddingSectionSchema),
    tokenizer: loadTokenizer(
      await file.readTextSection("tokenizer"),
      await file.readTextSection("tokenizer_config"),
    ),
  };
}

Deno.test.beforeAll(async () => {
  folder = await Deno.makeTempDir();
  const { modelPath, ...files } = await findCompanions(ENCODER);
  const outputPath = join(folder, "model.holo");
  const { description } = await compileOnnx({ modelPath, files, outputPath });
  assert.equal(description.task, "feature-extraction");
  encoder = await open(outputPath);
  guide = await open(GUIDE);
  expected = JSON.parse(await Deno.readTextFile(join(ENCODER, "expected.json"))).embeddings;
});

Deno.test.afterAll(async () => {
  await encoder.session.dispose();
  await guide.session.dispose();
  await Deno.remove(folder, { recursive: true });
});

/** A session that takes note of the shapes of its runs. */
function recording(session: Session): Session & { shapes: number[][] } {
  const shapes: number[][] = [];
  return {
    inputs: session.inputs,
    outputs: session.outputs,
    dispose: () => session.dispose(),
    shapes,
    run: (feeds: ReadonlyMap<string, Tensor>, options?: RunOptions) => {
      shapes.push(feeds.get("input_ids")!.shape);
      return session.run(feeds, options);
    },
  };
}

function embedding(
  { session, section, tokenizer }: Opened,
  changes: Partial<EmbeddingSection> = {},
): Embedding {
  return new Embedding({ session, embedding: { ...section, ...changes }, tokenizer });
}

const request = (input: string[], rest: Partial<EmbeddingRequest> = {}): EmbeddingRequest => ({
  input,
  truncate: true,
  normalize: false,
  ...rest,
});

async function vectors(
  model: Embedding,
  input: string[],
  rest: Partial<EmbeddingRequest> = {},
): Promise<number[][]> {
  const { embeddings: { dtype, shape, data } } = await model.embed(request(input, rest));
  assert.equal(dtype, "float32");
  const [rows, width] = shape as [number, number];
  assert.equal(rows, input.length);
  const numbers = Array.from(data as Float32Array);
  return Array.from({ length: rows }, (_, row) => numbers.slice(row * width, (row + 1) * width));
}

function assertNear(actual: number[], wanted: number[], tolerance: number): void {
  assert.equal(actual.length, wanted.length);
  for (const [i, value] of wanted.entries()) {
    assert.ok(Math.abs(actual[i]! - value) <= tolerance, `${i}: ${actual[i]}, expected ${value}`);
  }
}

Deno.test("Embedding pools as torch does, in every way", async () => {
  for (const pooling of POOLINGS) {
    const found = await vectors(embedding(encoder, { pooling }), expected.map(({ text }) => text));
    for (const [row, wanted] of expected.entries()) assertNear(found[row]!, wanted[pooling], 2e-5);
  }
});

Deno.test("Embedding brings vectors to length 1 when asked", async () => {
  const [vector] = await vectors(embedding(encoder), [expected[0]!.text], { normalize: true });
  const { mean } = expected[0]!;
  const length = Math.hypot(...mean);
  assertNear(vector!, mean.map((value) => value / length), 1e-5);
});

Deno.test("Embedding counts tokens, and cuts long texts before the token that closes them", async () => {
  const long = expected.find(({ ids }) => ids.length === 48)!;
  const model = embedding(encoder);
  const result = await model.embed(request([long.text, "sea"]));
  assert.equal(result.promptTokens, 48 + 3);
  assert.equal(result.truncatedTokens, 60 + 2 - 48);
  const shorter = await model.embed(request([long.text], { options: { num_ctx: 5 } }));
  assert.equal(shorter.promptTokens, 5);
  const exact = await vectors(model, ["boat boat boat"]);
  assertNear([...shorter.embeddings.data as Float32Array], exact[0]!, 0);
});

Deno.test("Embedding refuses too long a text where it must not be cut", async () => {
  const model = embedding(encoder);
  const fitting = "boat ".repeat(46);
  assert.equal((await model.embed(request([fitting], { truncate: false }))).promptTokens, 48);
  await assert.rejects(model.embed(request(["sea", fitting + "boat"], { truncate: false })), {
    kind: "invalid",
    message: "the input length exceeds the context length",
  });
});

/** Texts of many lengths, an empty one among them. */
const TEXTS = [
  "sea",
  "",
  ...Array.from({ length: 40 }, (_, i) => "The red boat sails west. ".repeat(i % 7 + 1) + i),
];

Deno.test("A text has the same vector in a batch as alone, of an encoder and of a language model", async () => {
  for (const opened of [encoder, guide]) {
    const session = recording(opened.session);
    const model = embedding({ ...opened, session });
    const together = await vectors(model, TEXTS, { normalize: true });
    assert.ok(session.shapes.some(([rows]) => rows! > 4), "nothing ran in a batch");
    assert.ok(session.shapes.every(([rows, length]) => rows! * length! <= 2048));
    for (const [row, text] of TEXTS.entries()) {
      const [alone] = await vectors(model, [text], { normalize: true });
      assertNear(together[row]!, alone!, 1e-5);
    }
  }
});

Deno.test("A text without any token has a vector of zeros", async () => {
  for (const dimensions of [guide.section.dimensions, undefined]) {
    const model = embedding(guide, { dimensions });
    assert.deepEqual(await vectors(model, [""]), [Array(192).fill(0)]);
    const [empty, other] = await vectors(model, ["", "hello"], { normalize: true });
    assert.deepEqual(empty, Array(192).fill(0));
    assert.ok(Math.abs(Math.hypot(...other!) - 1) < 1e-5);
  }
  assert.deepEqual((await embedding(guide).embed(request([]))).embeddings.shape, [0, 192]);
});

Deno.test("A language model's vectors tell questions apart by what they mean", async () => {
  const [question, same, other] = await vectors(embedding(guide), [
    "How do I delete a model?",
    "how can I remove a model",
    "What does serve do?",
  ], { normalize: true });
  const cosine = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  assert.ok(cosine(question!, same!) > cosine(question!, other!));
});

Deno.test("Embedding runs texts one by one where the model wants it so", async () => {
  const session = recording(encoder.session);
  const model = embedding({ ...encoder, session }, { row_by_row: true });
  const found = await vectors(model, expected.map(({ text }) => text));
  assert.ok(session.shapes.every(([rows]) => rows === 1));
  for (const [row, { mean }] of expected.entries()) assertNear(found[row]!, mean, 2e-5);
});

/** The encoder as a network that takes nothing but a fixed number of rows and tokens. */
function fixedSize(session: Session, rows: number, length: number): Session {
  const fixed = recording(session);
  return {
    ...fixed,
    inputs: session.inputs.map((input) => ({ ...input, shape: [rows, length] })),
    run: (feeds, options) => {
      for (const { shape } of feeds.values()) assert.deepEqual(shape, [rows, length]);
      return session.run(feeds, options);
    },
  };
}

Deno.test("Embedding fills up to the size that a network is fixed to", async () => {
  const model = embedding({ ...encoder, session: fixedSize(encoder.session, 4, 48) });
  const found = await vectors(model, expected.map(({ text }) => text));
  for (const [row, { mean }] of expected.entries()) assertNear(found[row]!, mean, 2e-5);
});

Deno.test("Embedding keeps the first dimensions, and brings those to length 1", async () => {
  const model = embedding(encoder);
  const text = [expected[1]!.text];
  const { mean } = expected[1]!;
  const raw = await vectors(model, text, { dimensions: 8 });
  assertNear(raw[0]!, mean.slice(0, 8), 2e-5);
  const [short] = await vectors(model, text, { dimensions: 8, normalize: true });
  const length = Math.hypot(...mean.slice(0, 8));
  assertNear(short!, mean.slice(0, 8).map((value) => value / length), 1e-5);
  assert.equal((await vectors(model, text, { dimensions: 0 }))[0]!.length, 32);
  for (const known of [32, undefined]) {
    const other = embedding(encoder, { dimensions: known });
    await assert.rejects(other.embed(request(text, { dimensions: 33 })), {
      kind: "invalid",
      message: "Cannot give 33 dimensions: the model's vectors have 32",
    });
  }
});

Deno.test("Embedding writes texts in lower case for a model that wants them so", async () => {
  const tokenizer = loadTokenizer(JSON.stringify({
    ...JSON.parse(await Deno.readTextFile(join(ENCODER, "tokenizer.json"))),
    normalizer: null,
  }));
  const [lower] = await vectors(embedding(encoder), ["the blue sea"]);
  const kept = await vectors(embedding({ ...encoder, tokenizer }), ["The Blue SEA"]);
  const model = embedding({ ...encoder, tokenizer }, { lower_case: true });
  assert.notDeepEqual(kept[0], lower);
  assert.deepEqual((await vectors(model, ["The Blue SEA"]))[0], lower);
});

Deno.test("Embedding ends between two runs when it is cancelled", async () => {
  const controller = new AbortController();
  const session = recording(encoder.session);
  const model = embedding({ ...encoder, session }, { row_by_row: true });
  const run = session.run;
  session.run = async (feeds, options) => {
    const outputs = await run(feeds, options);
    if (session.shapes.length === 3) controller.abort();
    return outputs;
  };
  const work = model.embed(request(TEXTS), { signal: controller.signal });
  await assert.rejects(work, { kind: "cancelled" });
  assert.equal(session.shapes.length, 3);
});

Deno.test("Embedding refuses a network's NaN and infinities", async () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    const session: Session = {
      inputs: encoder.session.inputs,
      outputs: encoder.session.outputs,
      dispose: () => Promise.resolve(),
      run: async (feeds, options) => {
        const outputs = await encoder.session.run(feeds, options);
        (outputs.get("last_hidden_state")!.data as Float32Array)[3] = value;
        return outputs;
      },
    };
    for (const normalize of [true, false]) {
      for (const pooling of ["mean", "max"] as const) {
        // The largest of numbers and -Infinity is a number.
        if (pooling === "max" && value === -Infinity) continue;
        const model = embedding({ ...encoder, session }, { pooling });
        await assert.rejects(model.embed(request(["sea"], { normalize })), { kind: "internal" });
      }
    }
  }
});

Deno.test("Embedding refuses a network that does not fit its roles", () => {
  const { encoder: roles } = encoder.section;
  const fails = (changes: Partial<typeof roles>, message: RegExp) =>
    assert.throws(() => embedding(encoder, { encoder: { ...roles, ...changes } }), {
      kind: "invalid",
      message,
    });
  fails({ input_ids: "ids" }, /it has no input ids$/);
  fails({ token_type_ids: undefined }, /nothing says what its input token_type_ids takes$/);
  fails({ output: "vectors" }, /it has no output vectors$/);
});
