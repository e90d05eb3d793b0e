import { join } from "../../src/deps/path.ts";

/** A file of the folder, and what is changed in it. */
const CHANGES: Readonly<Record<string, Record<string, unknown>>> = {
  // The vocabulary has 2,048 tokens, so the one that ends a text never comes.
  "config.json": { max_position_embeddings: 20_000, eos_token_id: 2048 },
  "generation_config.json": { eos_token_id: 2048 },
  "tokenizer.json": {},
  "tokenizer_config.json": {},
};

/**
 * Copies a small language model's folder so that the model goes on for 20,000 tokens, which is far longer than a test.
 *
 * @param source The model's folder.
 * @param target An empty one.
 */
export function makeEndless(source: string, target: string): void {
  for (const [name, change] of Object.entries(CHANGES)) {
    const document = JSON.parse(Deno.readTextFileSync(join(source, name)));
    Deno.writeTextFileSync(join(target, name), JSON.stringify({ ...document, ...change }));
  }
  Deno.mkdirSync(join(target, "onnx"));
  Deno.copyFileSync(join(source, "onnx/model.onnx"), join(target, "onnx/model.onnx"));
}
