/**
 * `deno run -A scripts/guide/embed.ts FOLDER`: compiles the 8-bit variant in a folder that `export_onnx.py` wrote to the
 * model that ships with the program, `src/embedded/guide.holo`.
 *
 * @module
 */
import { compileOnnx, findCompanions } from "../../src/compiler/mod.ts";
import { fromFileUrl, join } from "../../src/deps/path.ts";

const OUTPUT = fromFileUrl(new URL("../../src/embedded/guide.holo", import.meta.url));

const [folder] = Deno.args;
if (folder === undefined) {
  console.error("Usage: deno run -A scripts/guide/embed.ts FOLDER");
  Deno.exit(2);
}
const { modelPath, ...files } = await findCompanions(join(folder, "onnx", "model_q8.onnx"));
const { digest, size } = await compileOnnx({
  modelPath,
  files,
  outputPath: OUTPUT,
  name: "guide",
});
console.log(`${OUTPUT}: ${size} bytes, ${digest}`);
