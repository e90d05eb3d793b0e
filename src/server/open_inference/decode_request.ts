import {
  datatypeOf,
  decodeBinaryTensor,
  parseExactJson,
  type Tensor,
  type ValueInfo,
} from "../../base/mod.ts";
import { describe, fail } from "./fail.ts";
import { Feeds } from "./feeds.ts";
import { type Fields, isCount, isObject, readFields, readFlag, readParameters } from "./fields.ts";
import { nestedShape } from "./shapes.ts";
import { tensorFromJson } from "./tensor_from_json.ts";

/** An output that a request asks for. */
export interface RequestedOutput {
  /** Its name. */
  name: string;
  /** Whether it is wanted as bytes after the JSON. */
  binary: boolean;
}

/** What a request asks a network to compute. */
export interface InferRequest {
  /** The client's own name for the request; the response repeats it. */
  id: string | undefined;
  /** A tensor for each input of the network. */
  feeds: Map<string, Tensor>;
  /** The outputs asked for; all of them where the request lists none. */
  outputs: RequestedOutput[] | undefined;
  /** Whether outputs that the request does not list are wanted as bytes after the JSON. */
  binaryOutput: boolean;
}

const REQUEST = "the request";
/** Fields beside the inputs. KServe's client repeats the model's name from the URL. */
const ENVELOPE = ["id", "parameters", "outputs", "model_name", "model_version"];

/**
 * Reads an inference request of the Open Inference Protocol, version 2, with its binary tensor data extension:
 * `{"inputs": [{"name", "datatype", "shape", "data"}]}`, or as shorthand nested arrays under each input's name,
 * `{"inputs": {"x": [[1, 2]]}}` or `{"x": [[1, 2]]}`, whose types are the network's and whose shapes are the nesting's.
 * Unknown fields and parameters are refused by name, since they would change the meaning.
 *
 * @param body The request's body.
 * @param headerLength Value of the header `Inference-Header-Content-Length`: bytes of JSON in front of the tensors' bytes.
 * @param inputs What the network takes.
 * @throws {HologramError} `invalid`, naming the input, what was expected and what came.
 */
export function decodeInferRequest(
  body: Uint8Array,
  headerLength: number | undefined,
  inputs: readonly ValueInfo[],
): InferRequest {
  const jsonLength = headerLength ?? body.length;
  if (!isCount(jsonLength) || jsonLength > body.length) {
    const expected = `expected a length of 0 to ${body.length} bytes`;
    fail("the header Inference-Header-Content-Length", `${expected}, got ${jsonLength}`);
  }
  const request = parseJson(body.subarray(0, jsonLength));
  const feeds = new Feeds(inputs);
  const envelope = readInputs(request, body.subarray(jsonLength), feeds);
  const { id, outputs, parameters } = readFields(REQUEST, envelope, ENVELOPE);
  if (id !== undefined && typeof id !== "string") {
    fail(REQUEST, `"id" must be a string, got ${describe(id)}`);
  }
  const flags = readParameters(REQUEST, parameters, ["binary_data_output"]);
  const binaryOutput = readFlag(REQUEST, flags, "binary_data_output") ?? false;
  return {
    id,
    feeds: feeds.complete(),
    outputs: readOutputs(outputs, binaryOutput),
    binaryOutput,
  };
}

function parseJson(bytes: Uint8Array): Fields {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) fail(REQUEST, "its JSON is not valid UTF-8");
    throw error;
  }
  const request = parseExactJson(text);
  if (!isObject(request)) fail(REQUEST, `expected an object, got ${describe(request)}`);
  return request;
}

/** Reads the inputs in whichever form they have, and returns the other fields. */
function readInputs(request: Fields, bytes: Uint8Array, feeds: Feeds): Fields {
  const { inputs, ...others } = request;
  if (isTensorList(inputs, feeds)) {
    let offset = 0;
    for (const entry of inputs) offset += readTensor(entry, bytes.subarray(offset), feeds);
    if (offset < bytes.length) {
      fail(REQUEST, `expected ${offset} bytes after the JSON, got ${bytes.length}`);
    }
    return others;
  }
  if (bytes.length > 0) {
    fail(REQUEST, `expected no bytes after the JSON of nested arrays, got ${bytes.length}`);
  }
  if (isObject(inputs)) {
    for (const [name, data] of Object.entries(inputs)) readNested(name, data, feeds);
    return others;
  }
  if (inputs !== undefined && !feeds.takes("inputs")) {
    const expected = '"inputs" must be a list of tensors or an object of nested arrays';
    fail(REQUEST, `${expected}, got ${describe(inputs)}`);
  }
  const isInput = (name: string) => feeds.takes(name) || !ENVELOPE.includes(name);
  const fields = Object.entries(request);
  for (const [name, data] of fields) if (isInput(name)) readNested(name, data, feeds);
  return Object.fromEntries(fields.filter(([name]) => !isInput(name)));
}

/** Whether `inputs` is the protocol's list; else it may be the nested arrays of an input with that very name. */
function isTensorList(inputs: unknown, feeds: Feeds): inputs is unknown[] {
  if (!Array.isArray(inputs)) return false;
  return inputs.length === 0 ? !feeds.takes("inputs") : isObject(inputs[0]);
}

/** Reads one tensor of the protocol's list; returns how many of the bytes after the JSON were its own. */
function readTensor(entry: unknown, bytes: Uint8Array, feeds: Feeds): number {
  const known = ["name", "datatype", "shape", "data", "parameters"];
  const fields = readFields("an input of the request", entry, known);
  const { name, datatype, shape, data } = fields;
  if (typeof name !== "string") {
    fail("an input of the request", `"name" must be a string, got ${describe(name)}`);
  }
  const info = feeds.expect(name);
  const what = `input "${name}"`;
  if (datatype !== datatypeOf(info.dtype)) {
    fail(what, `expected the datatype ${datatypeOf(info.dtype)}, got ${describe(datatype)}`);
  }
  if (!Array.isArray(shape) || !shape.every(isCount)) {
    const got = Array.isArray(shape)
      ? `one with ${describe(shape.find((n) => !isCount(n)))}`
      : describe(shape);
    fail(what, `"shape" must be a list of lengths, got ${got}`);
  }
  feeds.checkShape(info, shape);
  const parameters = readParameters(what, fields.parameters, ["binary_data_size"]);
  const size = parameters.binary_data_size ?? undefined;
  if (size === undefined) {
    if (data === undefined) fail(what, 'expected "data" or the parameter "binary_data_size"');
    feeds.add(name, tensorFromJson(what, info.dtype, shape, data));
    return 0;
  }
  if (data !== undefined) fail(what, 'expected either "data" or "binary_data_size", got both');
  if (!isCount(size) || size > bytes.length) {
    fail(
      what,
      `"binary_data_size" is ${describe(size)}, but ${bytes.length} bytes are left after the JSON`,
      "Give the length of the JSON in the header Inference-Header-Content-Length",
    );
  }
  feeds.add(name, decodeBinaryTensor(info.dtype, shape, bytes.subarray(0, size), what));
  return size;
}

/** Reads nested arrays (or for a scalar its value): the type is the network's, the shape that of the nesting. */
function readNested(name: string, data: unknown, feeds: Feeds): void {
  const info = feeds.expect(name);
  const shape = nestedShape(data, info.shape.length + 1);
  feeds.checkShape(info, shape);
  feeds.add(name, tensorFromJson(`input "${name}"`, info.dtype, shape, data));
}

function readOutputs(value: unknown, binaryOutput: boolean): RequestedOutput[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) fail(REQUEST, `"outputs" must be a list, got ${describe(value)}`);
  const outputs = value.map((entry): RequestedOutput => {
    const { name, parameters } = readFields("an output of the request", entry, [
      "name",
      "parameters",
    ]);
    if (typeof name !== "string") {
      fail("an output of the request", `"name" must be a string, got ${describe(name)}`);
    }
    const what = `output "${name}"`;
    const flags = readParameters(what, parameters, ["binary_data"]);
    return { name, binary: readFlag(what, flags, "binary_data") ?? binaryOutput };
  });
  const names = outputs.map((output) => output.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) fail(REQUEST, `output "${twice}" is there twice`);
  return outputs.length === 0 ? undefined : outputs;
}
