import assert from "node:assert/strict";
import { decodeInferRequest } from "../../../src/server/open_inference/mod.ts";
import { decode, info, refuses, X } from "./decoding.ts";

Deno.test("a request of the protocol gives tensors, flat or nested alike", () => {
  for (const data of ["[1, 2.5, -3, 4]", "[[1, 2.5], [-3, 4]]"]) {
    const request = decode(
      `{"id": "a", "inputs": [{"name": "x", "datatype": "FP32", "shape": [2, 2], "data": ${data}}]}`,
    );
    const data32 = new Float32Array([1, 2.5, -3, 4]);
    assert.deepEqual(request, {
      id: "a",
      feeds: new Map([["x", { dtype: "float32", shape: [2, 2], data: data32 }]]),
      outputs: undefined,
      binaryOutput: false,
    });
  }
});

Deno.test("nested arrays under the inputs' names are read with the network's types", () => {
  const inputs = [info("ids", "int64", ["batch", "n"]), info("scale", "float16", [])];
  for (
    const text of [
      `{"ids": [[1, 2, 3]], "scale": 0.5}`,
      `{"inputs": {"ids": [[1,2,3]], "scale": 0.5}}`,
    ]
  ) {
    const { feeds } = decode(text, inputs);
    assert.deepEqual(feeds.get("ids"), {
      dtype: "int64",
      shape: [1, 3],
      data: new BigInt64Array([1n, 2n, 3n]),
    });
    assert.deepEqual(feeds.get("scale"), {
      dtype: "float16",
      shape: [],
      data: new Float16Array([0.5]),
    });
  }
});

Deno.test("shorthand takes the protocol's other fields beside it", () => {
  const request = decode(
    `{"x": [[1, 2]], "id": "7", "outputs": [{"name": "y"}], "parameters": {"binary_data_output": true}}`,
  );
  assert.equal(request.id, "7");
  assert.deepEqual(request.outputs, [{ name: "y", binary: true }]);
  assert.equal(request.binaryOutput, true);
});

Deno.test("an input may have the name of a field of the protocol", () => {
  const inputs = [info("inputs", "string", ["n"]), info("id", "int32", [])];
  const { feeds, id } = decode(`{"inputs": ["a", "b"], "id": 5}`, inputs);
  assert.deepEqual(feeds.get("inputs")!.data, ["a", "b"]);
  assert.deepEqual(feeds.get("id")!.data, new Int32Array([5]));
  assert.equal(id, undefined);
  const proto = [info("__proto__", "int32", [])];
  assert.deepEqual(
    decode(`{"__proto__": 5}`, proto).feeds.get("__proto__")!.data,
    new Int32Array([5]),
  );
  assert.deepEqual(decode(`{"inputs": []}`, [inputs[0]!]).feeds.get("inputs")!.shape, [0]);
});

Deno.test("shapes are held against the network's, named dimensions across inputs", () => {
  const inputs = [
    info("ids", "int8", ["batch", "n"]),
    info("mask", "int8", ["batch", "n"]),
    info("any", "int8", ["?", "?"]),
  ];
  const text = (ids: string, mask: string) => `{"ids": ${ids}, "mask": ${mask}, "any": [[1], [2]]}`;
  assert.equal(decode(text("[[1, 2, 3]]", "[[1, 1, 1]]"), inputs).feeds.size, 3);
  refuses(
    () => decode(text("[[1, 2, 3]]", "[[1, 1]]"), inputs),
    'input "mask": dimension 1 (n) is 2, but it is 3 in input "ids"',
  );
  refuses(
    () => decode(`{"x": [[1, 2, 3]]}`),
    "expected the shape [n, 2], got [1, 3]: dimension 1 must be 2",
  );
  refuses(() => decode(`{"x": [1, 2]}`), "expected the shape [n, 2], got [2]");
  refuses(
    () => decode(`{"x": [[1, 2]]}`, [info("x", "int8", ["n", "n"])]),
    "dimension 1 (n) is 2, but it is 1 before it",
  );
});

Deno.test("unknown, repeated and missing inputs are refused, and the names are listed", () => {
  const inputs = [X, info("y", "int8", [])];
  refuses(() => decode(`{"z": 1}`, inputs), 'unknown input "z", the model takes "x", "y"');
  refuses(() => decode(`{"inputs": {"z": 1}}`, inputs), 'unknown input "z"');
  refuses(() => decode(`{"y": 1}`, inputs), 'input "x" is missing, the model takes "x", "y"');
  refuses(() => decode(`{}`, inputs), 'input "x" is missing');
  refuses(() => decode(`{"inputs": []}`, inputs), 'input "x" is missing');
  const y = `{"name": "y", "datatype": "INT8", "shape": [], "data": [1]}`;
  refuses(() => decode(`{"inputs": [${y}, ${y}]}`, inputs), 'input "y" is there twice');
  assert.equal(decode("{}", []).feeds.size, 0);
});

Deno.test("malformed requests are refused with what was expected", () => {
  const tensor = (fields: string) => `{"inputs": [{"name": "x", ${fields}}]}`;
  const good = `"datatype": "FP32", "shape": [1, 2], "data": [1, 2]`;
  const cases: [string, string][] = [
    ["[1]", "the request: expected an object, got an array"],
    ["{", "Cannot read JSON"],
    [`{"inputs": 5}`, '"inputs" must be a list of tensors or an object of nested arrays, got 5'],
    [`{"inputs": [[1, 2]]}`, '"inputs" must be a list of tensors'],
    [`{"inputs": [{"datatype": "FP32"}]}`, '"name" must be a string, got nothing'],
    [
      `{"inputs": [{"name": "x", ${good}}, 7]}`,
      "an input of the request: expected an object, got 7",
    ],
    [
      tensor(`"datatype": "FP64", "shape": [1, 2], "data": [1, 2]`),
      'expected the datatype FP32, got "FP64"',
    ],
    [
      tensor(`"datatype": "BF16", "shape": [1, 2], "data": [1, 2]`),
      'expected the datatype FP32, got "BF16"',
    ],
    [tensor(`"shape": [1, 2], "data": [1, 2]`), "expected the datatype FP32, got nothing"],
    [
      tensor(`"datatype": "FP32", "data": [1, 2]`),
      '"shape" must be a list of lengths, got nothing',
    ],
    [tensor(`"datatype": "FP32", "shape": [-1, 2], "data": [1, 2]`), "got one with -1"],
    [tensor(`"datatype": "FP32", "shape": [1.5, 2], "data": [1, 2]`), "got one with 1.5"],
    [
      tensor(`"datatype": "FP32", "shape": [1, 2]`),
      'expected "data" or the parameter "binary_data_size"',
    ],
    [tensor(`${good}, "dtype": 1`), 'unknown field "dtype"'],
    [
      tensor(`${good}, "parameters": {"shared_memory_region": "r"}`),
      'the parameter "shared_memory_region" with "r" is not supported',
    ],
    [
      tensor(`${good}, "parameters": {"content_type": "base64"}`),
      'the parameter "content_type" with "base64"',
    ],
    [tensor(`${good}, "parameters": {"binary_data_size": 8}`), "got both"],
    [`{"x": [[1, 2]], "id": 5}`, '"id" must be a string, got 5'],
    [`{"x": [[1, 2]], "outputs": {}}`, '"outputs" must be a list, got an object'],
    [`{"x": [[1, 2]], "outputs": ["y"]}`, 'expected an object, got "y"'],
    [`{"x": [[1, 2]], "outputs": [{"name": "y"}, {"name": "y"}]}`, 'output "y" is there twice'],
    [
      `{"x": [[1, 2]], "outputs": [{"name": "y", "parameters": {"classification": 3}}]}`,
      'output "y": the parameter "classification" with 3',
    ],
    [
      `{"x": [[1, 2]], "outputs": [{"name": "y", "parameters": {"binary_data": 1}}]}`,
      '"binary_data" must be true or false, got 1',
    ],
    [
      `{"x": [[1, 2]], "parameters": {"priority": 1}}`,
      'the parameter "priority" with 1 is not supported',
    ],
    [`{"inputs": {"x": [[1, 2]]}, "stream": true}`, 'the request: unknown field "stream"'],
  ];
  for (const [text, part] of cases) refuses(() => decode(text), part);
  refuses(
    () => decodeInferRequest(new Uint8Array([0x22, 0xff, 0x22]), undefined, [X]),
    "its JSON is not valid UTF-8",
  );
});

Deno.test("the requests of KServe's and MLServer's clients are read, with their nulls and marks", () => {
  const request = decode(
    `{"id": null, "model_name": "m", "model_version": null, "parameters": {"content_type": "np"},
    "inputs": [{"name": "x", "datatype": "FP32", "shape": [1, 2], "data": [1, 2], "parameters": {"content_type": "np", "headers": null}}],
    "outputs": [{"name": "y", "parameters": null}]}`,
  );
  assert.equal(request.id, undefined);
  assert.deepEqual(request.outputs, [{ name: "y", binary: false }]);
  assert.equal(decode(`{"x": [[1, 2]], "outputs": []}`).outputs, undefined);
});

Deno.test("an output's own binary_data overrides the request's binary_data_output", () => {
  const { outputs, binaryOutput } = decode(
    `{"x": [[1, 2]], "parameters": {"binary_data_output": true},
    "outputs": [{"name": "a"}, {"name": "b", "parameters": {"binary_data": false}}]}`,
  );
  assert.equal(binaryOutput, true);
  assert.deepEqual(outputs, [{ name: "a", binary: true }, { name: "b", binary: false }]);
});
