import assert from "node:assert/strict";
import { VERSION } from "../../src/base/mod.ts";
import { join } from "../../src/deps/path.ts";
import { ROOT, TestServer } from "../support/hologram.ts";

const NETWORKS = join(ROOT, "tests/fixtures/networks");
const MLP = "acme/mlp";
const X = { name: "x", datatype: "FP32", shape: [1, 4], data: [0.307, 1.887, 1.099, 1.165] };
const PROBABILITIES = [0.3939032, 0.50307083, 0.10302591];

let home = "";
let server: TestServer;

Deno.test.beforeAll(async () => {
  home = await Deno.makeTempDir();
  server = await TestServer.start({ home });
  const models = [[MLP, "feed_forward/model.onnx"], ["tiny", "decoder"]] as const;
  for (const [model, network] of models) {
    const request = { model, from: join(NETWORKS, network), stream: false };
    const created = await server.post("/api/create", request);
    assert.equal(created.status, 200, await created.text());
  }
});

Deno.test.afterAll(async () => {
  await server.stop();
  await Deno.remove(home, { recursive: true });
});

// deno-lint-ignore no-explicit-any
async function get(path: string): Promise<[status: number, body: any]> {
  const response = await fetch(server.url + path);
  return [response.status, await response.json()];
}

/** The one version of the model `acme/mlp`. */
async function version(): Promise<string> {
  const [, { models }] = await get("/api/tags");
  const { digest } = models.find(({ name }: { name: string }) => name.startsWith(MLP));
  return digest.slice(0, 12);
}

function assertNear(actual: readonly number[], expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-5, `${actual}`));
}

Deno.test("GET /v2 names the server and its extensions", async () => {
  assert.deepEqual(await get("/v2"), [200, {
    name: "hologram",
    version: VERSION,
    extensions: ["binary_tensor_data"],
  }]);
});

Deno.test("a model's metadata is the same at its name and at its version, however the slashes are sent", async () => {
  const only = await version();
  const metadata = {
    name: MLP,
    versions: [only],
    platform: "hologram_holo",
    inputs: [{ name: "x", datatype: "FP32", shape: [-1, 4] }],
    outputs: [{ name: "probabilities", datatype: "FP32", shape: [-1, 3] }],
  };
  for (const name of [MLP, encodeURIComponent(MLP)]) {
    assert.deepEqual(await get(`/v2/models/${name}`), [200, metadata]);
    assert.deepEqual(await get(`/v2/models/${name}/versions/${only}`), [200, metadata]);
  }
});

Deno.test("a model that is there is ready, by name and by version", async () => {
  const ready = { name: MLP, ready: true };
  assert.deepEqual(await get(`/v2/models/${MLP}/ready`), [200, ready]);
  assert.deepEqual(await get(`/v2/models/${MLP}/versions/${await version()}/ready`), [200, ready]);
});

Deno.test("inference gives the same at a model's name and at its version, which the answer then tells", async () => {
  const only = await version();
  for (const [path, told] of [["", undefined], [`/versions/${only}`, only]] as const) {
    const response = await server.post(`/v2/models/${MLP}${path}/infer`, { id: "7", inputs: [X] });
    assert.equal(response.status, 200);
    const { outputs: [{ data, ...output }], ...answer } = await response.json();
    const expected = told === undefined ? {} : { model_version: told };
    assert.deepEqual(answer, { model_name: MLP, id: "7", ...expected });
    assert.deepEqual(output, { name: "probabilities", datatype: "FP32", shape: [1, 3] });
    assertNear(data, PROBABILITIES);
  }
});

Deno.test("a model or a version that is not there is a 404 with one field, the error", async () => {
  const only = await version();
  const paths = [
    ["nothing", /^model 'nothing' not found$/],
    [`${MLP}/versions/000000000000`, new RegExp(`^Model '${MLP}' has no version '0+': .*${only}$`)],
    [`${MLP}/versions/1`, /has no version '1'/],
    [`nothing/versions/${only}`, /^model 'nothing' not found$/],
  ] as const;
  for (const [path, message] of paths) {
    const infer = await server.post(`/v2/models/${path}/infer`, { inputs: [X] });
    const answers = [
      await get(`/v2/models/${path}`),
      await get(`/v2/models/${path}/ready`),
      [infer.status, await infer.json()] as const,
    ];
    for (const [status, body] of answers) {
      assert.equal(status, 404, `${path}: ${JSON.stringify(body)}`);
      assert.deepEqual(Object.keys(body), ["error"]);
      assert.match(body.error, message);
    }
  }
});

Deno.test("a request that does not fit the model is a 400 with one field, the error", async () => {
  const wrong = [
    {},
    { inputs: [] },
    { inputs: [{ ...X, name: "y" }] },
    { inputs: [{ ...X, datatype: "INT64" }] },
    { inputs: [{ ...X, shape: [1, 3] }] },
    { inputs: [{ ...X, data: [1] }] },
    { inputs: [X], outputs: [{ name: "nothing" }] },
  ];
  for (const request of wrong) {
    const response = await server.post(`/v2/models/${MLP}/infer`, request);
    const body = await response.json();
    assert.equal(response.status, 400, JSON.stringify([request, body]));
    assert.deepEqual(Object.keys(body), ["error"]);
  }
});

Deno.test("a language model's network computes on raw tensors, too", async () => {
  const [status, { inputs, outputs }] = await get("/v2/models/tiny");
  assert.equal(status, 200);
  assert.ok(inputs.length > 1 && outputs.length > 1);
  // Two tokens after nothing: what grows with the past has length 0 where it may vary.
  const request = {
    inputs: inputs.map(({ name, datatype, shape }: { [field: string]: unknown }) => {
      const isPast = String(name).startsWith("past");
      const free = isPast ? [1, 0] : [1, 2];
      const lengths = (shape as number[]).map((length) => length === -1 ? free.shift()! : length);
      const count = lengths.reduce((product, length) => product * length, 1);
      return { name, datatype, shape: lengths, data: Array(count).fill(1) };
    }),
    outputs: [{ name: "logits" }],
  };
  const response = await server.post("/v2/models/tiny/infer", request);
  const answer = await response.json();
  assert.equal(response.status, 200, JSON.stringify(answer));
  const [{ name, shape, data }] = answer.outputs;
  assert.equal(name, "logits");
  assert.deepEqual(shape.slice(0, 2), [1, 2]);
  assert.ok(data.every(Number.isFinite));
});
