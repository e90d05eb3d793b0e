import { join } from "../../src/deps/path.ts";
import { encodeModel } from "../../src/onnx/mod.ts";
import { buildModel, type GraphInit, Type, value } from "../../tests/onnx/build_model.ts";
import { type BenchNetwork, compiled } from "./networks.ts";
import { WeightsFile } from "./weights_file.ts";

const LAYERS = 6;
const HEADS = 4;
const HEAD_SIZE = 64;
const WIDTH = HEADS * HEAD_SIZE;
const INNER = 4 * WIDTH;
const VOCABULARY = 32_000;
const CONTEXT = 2048;

/**
 * A language model, in Hugging Face's layout in a folder: attention with a cache, 6 layers of width 256, a vocabulary
 * of 32,000, random weights (81 MB). What it says is noise, but it takes the work of saying something. It has no end
 * token, so its answers are as long as asked for, and no mask: a token of a prompt sees those behind it too.
 */
export async function randomDecoder(folder: string): Promise<BenchNetwork> {
  await Deno.writeTextFile(
    join(folder, "config.json"),
    JSON.stringify({
      architectures: ["LlamaForCausalLM"],
      vocab_size: VOCABULARY,
      max_position_embeddings: CONTEXT,
      hidden_size: WIDTH,
    }),
  );
  await Deno.writeTextFile(join(folder, "tokenizer.json"), JSON.stringify(tokenizer()));
  const location = "weights.bin";
  const path = join(folder, location);
  await using weights = await WeightsFile.create(path, location);
  const model = buildModel(await graph(weights));
  await Deno.writeFile(join(folder, "model.onnx"), encodeModel(model));
  return { external: { location, path }, ...await compiled(folder, folder) };
}

/** A tokenizer of words `w0`, `w1`, ... with a space in front. */
function tokenizer(): unknown {
  const words = Array.from({ length: VOCABULARY - 1 }, (_, id) => [`▁w${id}`, id]);
  return {
    version: "1.0",
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true },
    post_processor: null,
    decoder: { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true },
    model: {
      type: "WordLevel",
      vocab: Object.fromEntries([...words, ["<unk>", VOCABULARY - 1]]),
      unk_token: "<unk>",
    },
  };
}

type Nodes = NonNullable<GraphInit["node"]>;

async function graph(weights: WeightsFile): Promise<GraphInit> {
  const ints = (name: string, values: number[]) => ({
    name,
    dataType: Type.INT64,
    dims: [BigInt(values.length)],
    rawData: new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
  });
  const initializer = [
    await weights.add("embedding", [VOCABULARY, WIDTH]),
    await weights.add("norm", [WIDTH]),
    await weights.add("head", [WIDTH, VOCABULARY]),
    ints("split", [0, 0, HEADS, HEAD_SIZE]),
    ints("merge", [0, 0, WIDTH]),
  ];
  const node: Nodes = [];
  const apply = (opType: string, input: string[], output: string, ...attribute: Attributes) => {
    node.push({ opType, input, output: [output], attribute });
    return output;
  };
  const input = [value("input_ids", Type.INT64, ["batch", "sequence"])];
  const output = [value("logits", Type.FLOAT, ["batch", "sequence", VOCABULARY])];

  let x = apply("Gather", ["embedding", "input_ids"], "x");
  for (let layer = 0; layer < LAYERS; layer++) {
    const at = (name: string) => `layers.${layer}.${name}`;
    for (const name of ["q", "k", "v", "o"]) {
      initializer.push(await weights.add(at(name), [WIDTH, WIDTH]));
    }
    initializer.push(await weights.add(at("up"), [WIDTH, INNER]));
    initializer.push(await weights.add(at("down"), [INNER, WIDTH]));
    const project = (from: string, name: string) => {
      const flat = apply("MatMul", [from, at(name)], at(`${name}.flat`));
      const split = apply("Reshape", [flat, "split"], at(`${name}.split`));
      return apply("Transpose", [split], at(`${name}.heads`), permutation([0, 2, 1, 3]));
    };
    const extend = (half: "key" | "value", heads: string) => {
      const [past, present] = [`past_key_values.${layer}.${half}`, `present.${layer}.${half}`];
      input.push(value(past, Type.FLOAT, ["batch", HEADS, "past", HEAD_SIZE]));
      output.push(value(present, Type.FLOAT, ["batch", HEADS, "total", HEAD_SIZE]));
      return apply("Concat", [past, heads], present, integer("axis", 2));
    };
    const normed = apply("LayerNormalization", [x, "norm"], at("normed"));
    const query = project(normed, "q");
    const key = extend("key", project(normed, "k"));
    const values = extend("value", project(normed, "v"));
    const turned = apply("Transpose", [key], at("turned"), permutation([0, 1, 3, 2]));
    const scores = apply("MatMul", [query, turned], at("scores"));
    const shares = apply("Softmax", [scores], at("shares"));
    const mixed = apply("MatMul", [shares, values], at("mixed"));
    const rows = apply("Transpose", [mixed], at("rows"), permutation([0, 2, 1, 3]));
    const merged = apply("Reshape", [rows, "merge"], at("merged"));
    const attended = apply("MatMul", [merged, at("o")], at("attended"));
    const middle = apply("Add", [x, attended], at("middle"));
    const up = apply("MatMul", [middle, at("up")], at("up.out"));
    const active = apply("Relu", [up], at("active"));
    const down = apply("MatMul", [active, at("down")], at("down.out"));
    x = apply("Add", [middle, down], at("out"));
  }
  apply("MatMul", [x, "head"], "logits");
  return { input, output, initializer, node };
}

type Attributes = NonNullable<Nodes[number]["attribute"]>;

/** Numbers of attribute types in ONNX: a whole number, a list of them. */
const INT = 2;
const INTS = 7;

function integer(name: string, number: number): Attributes[number] {
  return { name, type: INT, i: BigInt(number) };
}

function permutation(order: number[]): Attributes[number] {
  return { name: "perm", type: INTS, ints: order.map(BigInt) };
}
