import assert from "node:assert/strict";
import { HologramError } from "../../src/base/mod.ts";
import { compileOnnx, type CompileProgress } from "../../src/compiler/mod.ts";
import { fromBinary, toBinary } from "../../src/deps/protobuf.ts";
import { importModel, modelTensors, readTensor } from "../../src/onnx/mod.ts";
import { type ModelProto, ModelProtoSchema } from "../../src/onnx/onnx_pb.ts";
import { buildModel, floats, Type, value, withFolder, withModel } from "../onnx/build_model.ts";
import { tensorBytes, withCompiledModel } from "./compiled.ts";

const weight = (name: string, from = 0) => ({
  name,
  dataType: Type.FLOAT,
  dims: [256n],
  rawData: floats(256, from),
});

/** A model with an `If` whose branches hold large tensors of the same name, and a large constant. */
function branchingModel(): ModelProto {
  const branch = (from: number) => ({
    name: "branch",
    initializer: [weight("inner", from)],
    node: [{ opType: "Add", input: ["constant", "inner"], output: ["sum"] }],
    output: [value("sum", Type.FLOAT, [256])],
  });
  return buildModel({
    input: [value("condition", Type.BOOL, [])],
    output: [value("y", Type.FLOAT, [256])],
    initializer: [weight("unused")],
    node: [
      {
        opType: "Constant",
        output: ["constant"],
        attribute: [{ name: "value", type: 4, t: weight("", 1) }],
      },
      {
        opType: "If",
        input: ["condition"],
        output: ["y"],
        attribute: [
          { name: "then_branch", type: 5, g: branch(2) },
          { name: "else_branch", type: 5, g: branch(3) },
        ],
      },
    ],
  });
}

Deno.test("compileOnnx() stores large tensors of branches and constants, and drops what is unused", async () => {
  await withCompiledModel(branchingModel(), {}, ({ result, holo, graph: { graph } }) => {
    assert.deepEqual(holo.index.tensors.map(({ name }) => name), [
      "constant",
      "If#0.then_branch/inner",
      "If#0.else_branch/inner",
    ]);
    assert.deepEqual(graph.node.map(({ opType }) => opType), ["If"]);
    const [constant, ...inner] = graph.initializer;
    assert.deepEqual(tensorBytes(holo, constant!), floats(256, 1));
    assert.deepEqual(inner.map((tensor) => tensorBytes(holo, tensor)), [
      floats(256, 2),
      floats(256, 3),
    ]);
    const branches = graph.node[0]!.attribute.map(({ g }) => g!);
    assert.deepEqual(branches.map(({ node, initializer }) => [node[0]?.input, initializer]), [
      [["constant", "If#0.then_branch/inner"], []],
      [["constant", "If#0.else_branch/inner"], []],
    ]);
    assert.deepEqual(
      result.reports.map(({ pass, counts }) => [pass, Object.values(counts)[0]]),
      [
        ["check", 4],
        ["lift-constants", 1],
        ["hoist-weights", 2],
        ["drop-unused", 1],
        ["seal-inputs", 0],
        ["inline", 0],
        ["store-weights", 3],
      ],
    );
    assert.equal(result.description.parameter_count, 768);
  });
});

Deno.test("compileOnnx() keeps branches whole when it moves their weights", async () => {
  const nested = {
    initializer: [weight("large", 2)],
    node: [{ opType: "Identity", input: ["large"], output: ["copy"] }],
    output: [value("copy", Type.FLOAT, [256])],
  };
  const reading = {
    node: [{ opType: "Identity", input: ["large"], output: ["seen"] }],
    output: [value("seen", Type.FLOAT, [256])],
  };
  const branch = {
    initializer: [weight("large", 1)],
    output: [value("large", Type.FLOAT, [256])],
    node: [{
      opType: "If",
      input: ["c"],
      output: ["inner"],
      attribute: [{ name: "then_branch", g: nested }, { name: "else_branch", g: reading }],
    }],
  };
  const body = {
    input: [value("state", Type.FLOAT, [256])],
    initializer: [weight("state", 3)],
    node: [{ opType: "Identity", input: ["state"], output: ["next"] }],
    output: [value("next", Type.FLOAT, [256])],
  };
  const model = buildModel({
    input: [value("c", Type.BOOL, [])],
    node: [
      {
        opType: "If",
        input: ["c"],
        output: ["y"],
        attribute: [{ name: "then_branch", g: branch }],
      },
      { opType: "Loop", input: ["", "c"], output: ["z"], attribute: [{ name: "body", g: body }] },
    ],
    output: [value("y", Type.FLOAT, [256])],
    initializer: [{
      name: "If#0.then_branch/large",
      dataType: Type.INT64,
      dims: [1n],
      int64Data: [1n],
    }],
  });
  model.graph!.node[0]!.input.push("If#0.then_branch/large");
  await withCompiledModel(model, {}, ({ holo, graph: { graph } }) => {
    const outer = "If#0.then_branch/large~";
    const inner = "If#0.then_branch/If#0.then_branch/large";
    assert.deepEqual(holo.index.tensors.map(({ name }) => name), [outer, inner]);
    const then = graph.node[0]!.attribute[0]!.g!;
    // A branch may not give a value from around it: it gives a copy of that.
    assert.deepEqual(then.node[1]?.input, [outer]);
    assert.deepEqual(then.node[1]?.output, ["large"]);
    const reads = then.node[0]!.attribute.map(({ g }) => g!.node[0]!.input);
    assert.deepEqual(reads, [[inner], [outer]]);
    // The loop sets its state, whatever the initializer says: it stays where it is.
    const loop = graph.node[1]!.attribute[0]!.g!;
    assert.deepEqual(loop.initializer[0]?.rawData, floats(256, 3));
  });
});

Deno.test("compileOnnx() makes initializers constant that could be set like inputs", async () => {
  const x = value("x", Type.FLOAT, [256]);
  const graph = {
    input: [x, value("w", Type.FLOAT, [256])],
    output: [value("y", Type.FLOAT, [256])],
    initializer: [weight("w")],
    node: [{ opType: "Add", input: ["x", "w"], output: ["y"] }],
  };
  const inputs = async (irVersion: bigint) =>
    await withCompiledModel(
      buildModel(graph, { irVersion }),
      {},
      ({ graph: { graph }, result }) => {
        assert.deepEqual(result.description.inputs.map(({ name }) => name), ["x"]);
        return graph.input.map(({ name }) => name);
      },
    );
  assert.deepEqual(await inputs(8n), ["x"]);
  assert.deepEqual(await inputs(3n), ["x", "w"]);
});

Deno.test("compileOnnx() turns typed data into raw data", async () => {
  const model = buildModel({
    output: [value("small", Type.INT64, [2]), value("large", Type.FLOAT, [512])],
    initializer: [
      { name: "small", dataType: Type.INT64, dims: [2n], int64Data: [1n, -1n] },
      { name: "large", dataType: Type.FLOAT16, dims: [512n], int32Data: Array(512).fill(0x3c00) },
    ],
  });
  await withCompiledModel(model, {}, ({ holo, graph: { graph } }) => {
    const [small, large] = graph.initializer;
    assert.deepEqual(small?.rawData, new Uint8Array(new BigInt64Array([1n, -1n]).buffer));
    assert.deepEqual(small?.int64Data, []);
    const ones = new Uint8Array(new Float16Array(512).fill(1).buffer);
    assert.deepEqual(tensorBytes(holo, large!), ones);
    assert.equal(large?.rawData.length, 0);
  });
});

Deno.test("compileOnnx() reads weights from a file beside the model", async () => {
  const externalData = [{ key: "location", value: "model.onnx_data" }];
  const tensor = { name: "w", dataType: Type.FLOAT, dims: [256n], externalData, dataLocation: 1 };
  const model = buildModel({ initializer: [tensor], output: [value("w", Type.FLOAT, [256])] });
  await withModel(model, async (modelPath, folder) => {
    const options = { modelPath, files: {}, outputPath: `${folder}/model.holo` };
    await assert.rejects(compileOnnx(options), {
      kind: "invalid",
      message: "Cannot compile model.onnx: cannot read tensor 'w': " +
        "its external data 'model.onnx_data' is missing",
    });
    await Deno.writeFile(`${folder}/model.onnx_data`, floats(256));
    const { description } = await compileOnnx(options);
    assert.equal(description.parameter_count, 256);
  });
});

Deno.test("compileOnnx() gives the same bytes for the same input", async () => {
  await withModel(branchingModel(), async (modelPath, folder) => {
    const first = await compileOnnx({ modelPath, files: {}, outputPath: `${folder}/1.holo` });
    const second = await compileOnnx({ modelPath, files: {}, outputPath: `${folder}/2.holo` });
    assert.equal(first.digest, second.digest);
    assert.deepEqual(
      await Deno.readFile(`${folder}/1.holo`),
      await Deno.readFile(`${folder}/2.holo`),
    );
  });
});

Deno.test("compileOnnx() tells of its progress in bytes", async () => {
  await withModel(branchingModel(), async (modelPath, folder) => {
    const told: CompileProgress[] = [];
    await compileOnnx({
      modelPath,
      files: {},
      outputPath: `${folder}/model.holo`,
      onProgress: (progress) => told.push(progress),
    });
    const { size } = await Deno.stat(modelPath);
    const last = new Map(told.map((progress) => [progress.phase, progress]));
    assert.deepEqual([...last.values()], [
      { phase: "importing", completed: size, total: size },
      { phase: "checking", completed: size, total: size },
      { phase: "writing", completed: 3072, total: 3072 },
    ]);
  });
});

Deno.test("compileOnnx() leaves nothing behind when the check refuses the model", async () => {
  await withModel(branchingModel(), async (modelPath, folder) => {
    const refusal = new HologramError("Cannot load the network: no such operator", {
      kind: "unsupported",
    });
    const check = () => Promise.reject(refusal);
    const outputPath = `${folder}/model.holo`;
    await assert.rejects(compileOnnx({ modelPath, files: {}, outputPath, check }), refusal);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["model.onnx"]);
  });
});

Deno.test("compileOnnx() leaves nothing behind when it is cancelled while it writes", async () => {
  await withModel(branchingModel(), async (modelPath, folder) => {
    const abort = new AbortController();
    const onProgress = ({ phase, completed }: CompileProgress) => {
      if (phase === "writing" && completed > 0) abort.abort();
    };
    const { signal } = abort;
    const outputPath = `${folder}/model.holo`;
    await assert.rejects(compileOnnx({ modelPath, files: {}, outputPath, onProgress, signal }), {
      kind: "cancelled",
    });
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["model.onnx"]);
  });
});

Deno.test("compileOnnx() gives a file or a HologramError for every bit flip of a small model", async () => {
  const bytes = toBinary(ModelProtoSchema, branchingModel());
  const marks = [...modelTensors(fromBinary(ModelProtoSchema, bytes))].map(({ rawData }) =>
    rawData
  );
  await withFolder(async (folder) => {
    const modelPath = `${folder}/model.onnx`;
    const outputPath = `${folder}/model.holo`;
    let compiled = 0;
    const spans = structure(bytes, marks);
    for (let round = 0; round < 1000; round++) {
      const damaged = bytes.slice();
      const at = spans[(round * 7919) % spans.length]!;
      damaged[at]! ^= 1 << (round % 8);
      await Deno.writeFile(modelPath, damaged);
      try {
        await compileOnnx({ modelPath, files: {}, outputPath });
        compiled++;
      } catch (error) {
        assert.ok(error instanceof HologramError, `byte ${at}: ${error}`);
        assert.notEqual(error.kind, "internal", `byte ${at}: ${error}`);
      }
    }
    assert.ok(compiled > 0 && compiled < 1000);
  });
});

Deno.test("importModel() and compileOnnx() never touch the source", async () => {
  await withModel(branchingModel(), async (modelPath, folder) => {
    const before = await Deno.readFile(modelPath);
    await compileOnnx({ modelPath, files: {}, outputPath: `${folder}/model.holo` });
    assert.deepEqual(await Deno.readFile(modelPath), before);
    const { proto } = await importModel(modelPath);
    assert.deepEqual(await readTensor(proto.graph.initializer[0]!, modelPath), floats(256));
  });
});

/** Offsets of the bytes that are not tensor data. */
function structure(bytes: Uint8Array, data: readonly Uint8Array[]): number[] {
  const inside = new Set<number>();
  for (const { byteOffset, length } of data) {
    const start = byteOffset - bytes.byteOffset;
    for (let at = start; at < start + length; at++) inside.add(at);
  }
  return Array.from(bytes, (_, at) => at).filter((at) => !inside.has(at));
}
