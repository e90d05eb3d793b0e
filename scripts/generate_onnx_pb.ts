/**
 * Generates `src/onnx/onnx_pb.ts` from the definition of the ONNX format.
 *
 * `deno run -A scripts/generate_onnx_pb.ts <onnx.proto> <version of ONNX>`
 *
 * The definition is part of the Python package `onnx`, at `onnx/onnx.proto`. Needs `protoc` on the path.
 * The definition goes through a descriptor set, which leaves its comments behind.
 *
 * @module
 */
import { basename, dirname, fromFileUrl, join } from "../src/deps/path.ts";

const GENERATOR = "npm:@bufbuild/protoc-gen-es@2.17.0";
const TARGET = fromFileUrl(new URL("../src/onnx/onnx_pb.ts", import.meta.url));

const [definition, version] = Deno.args;
if (definition === undefined || version === undefined) {
  console.error("Usage: generate_onnx_pb.ts <onnx.proto> <version of ONNX>");
  Deno.exit(2);
}

const folder = await Deno.makeTempDir();
try {
  const set = join(folder, "onnx.binpb");
  const plugin = join(folder, "protoc-gen-es");
  const command = `exec "${Deno.execPath()}" run -A --no-lock ${GENERATOR}`;
  await Deno.writeTextFile(plugin, `#!/bin/sh\n${command}\n`, { mode: 0o755 });
  const name = basename(definition);
  await protoc(`--proto_path=${dirname(definition)}`, `--descriptor_set_out=${set}`, name);
  await protoc(
    `--plugin=${plugin}`,
    `--descriptor_set_in=${set}`,
    `--es_out=${folder}`,
    "--es_opt=target=ts",
    name,
  );
  const code = await Deno.readTextFile(join(folder, "onnx_pb.ts"));
  await Deno.writeTextFile(TARGET, header(version) + adapted(code));
} finally {
  await Deno.remove(folder, { recursive: true });
}

async function protoc(...args: string[]): Promise<void> {
  const { success } = await new Deno.Command("protoc", { args, stderr: "inherit" }).output();
  if (!success) throw new Error(`protoc failed: ${args.join(" ")}`);
}

function header(version: string): string {
  return `// deno-fmt-ignore-file
// Generated from onnx.proto of ONNX ${version} (Apache-2.0) by scripts/generate_onnx_pb.ts: do not edit.
`;
}

/** The code with our imports, and marked as internal, which exempts it from the documentation lint. */
function adapted(code: string): string {
  return code
    .replaceAll(/^\/\*\*$/gm, "/**\n * @internal")
    .replaceAll('"@bufbuild/protobuf/codegenv2"', '"../deps/protobuf_codegen.ts"')
    .replaceAll('"@bufbuild/protobuf"', '"../deps/protobuf.ts"');
}
