import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { join } from "../../src/deps/path.ts";
import { sharedData } from "../support/shared_data.ts";
import { createdModels, indexOfLargest, numbers } from "./created_models.ts";
import { type Features, type FeatureSizes, magikaFeatures } from "./magika_features.ts";

const folder = sharedData("onnx/magika");
const models = createdModels({ "google/magika": folder && join(folder, "model.onnx") });

/** A file, and what Magika says of it. */
interface Example {
  content_base64: string;
  prediction: { dl: string; score: number };
}

interface MagikaConfig extends FeatureSizes {
  min_file_size_for_dl: number;
  target_labels_space: string[];
}

async function readExamples<T>(name: string): Promise<T[]> {
  const zipped = await Deno.readFile(join(folder!, "reference", `${name}.json.gz`));
  return JSON.parse(gunzipSync(zipped).toString());
}

async function readConfig(): Promise<MagikaConfig> {
  return JSON.parse(await Deno.readTextFile(join(folder!, "config.min.json")));
}

Deno.test("the features of magika are those of its reference examples", {
  ignore: folder === undefined,
}, async () => {
  const examples = await readExamples<
    { args: FeatureSizes; content_base64: string; features: Features }
  >("features_extraction_examples");
  assert.equal(examples.length, 9261);
  for (const { args, content_base64, features } of examples) {
    const { beg, end } = magikaFeatures(Uint8Array.fromBase64(content_base64), args);
    assert.deepEqual({ beg, end }, { beg: features.beg, end: features.end });
  }
});

Deno.test("magika names the type of every reference example, as surely as its authors' engine", {
  ignore: folder === undefined,
}, async () => {
  const config = await readConfig();
  const labels = config.target_labels_space;
  const examples = await readExamples<Example>("standard_v3_3-inference_examples_by_content");
  assert.equal(examples.length, 141);

  // Each content is there once for each of Magika's three ways to treat a doubtful score.
  const contents = [...new Set(examples.map(({ content_base64 }) => content_base64))];
  const features = contents.map((content) =>
    magikaFeatures(Uint8Array.fromBase64(content), config)
  );
  const isLongEnough = ({ beg }: Features) =>
    beg[config.min_file_size_for_dl - 1] !== config.padding_token;
  const asked = contents.filter((_, index) => isLongEnough(features[index]!));
  const tokens = features.filter(isLongEnough).map(({ beg, end }) => [...beg, ...end]);

  const answers = new Map<string, { dl: string; score: number }>();
  for (const [from, to] of [[0, 1], [1, 22], [22, asked.length]]) {
    const batch = tokens.slice(from, to);
    const shape = [batch.length, config.beg_size + config.end_size];
    const data = Int32Array.from(batch.flat());
    const outputs = await models.infer("google/magika", { bytes: { dtype: "int32", shape, data } });
    const { shape: given } = outputs.get("target_label")!;
    assert.deepEqual(given, [batch.length, labels.length]);
    const scores = numbers(outputs.get("target_label"));
    for (const [row, content] of asked.slice(from, to).entries()) {
      const own = scores.slice(row * labels.length, (row + 1) * labels.length);
      const best = indexOfLargest(own);
      answers.set(content, { dl: labels[best]!, score: own[best]! });
    }
  }

  for (const { content_base64, prediction } of examples) {
    // What is too short for the network is not for it to name.
    const { dl, score } = answers.get(content_base64) ?? { dl: "undefined", score: 1 };
    assert.equal(dl, prediction.dl);
    assert.ok(Math.abs(score - prediction.score) < 2e-3, `${dl}: ${score}, ${prediction.score}`);
  }
});
