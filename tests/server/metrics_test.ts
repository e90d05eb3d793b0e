import assert from "node:assert/strict";
import { join } from "../../src/deps/path.ts";
import { Counter } from "../../src/server/metrics/counter.ts";
import { Histogram } from "../../src/server/metrics/histogram.ts";
import { ROOT, TestServer } from "../support/hologram.ts";
import { parsePrometheusText } from "./prometheus_text.ts";
import { withRoutes } from "./with_routes.ts";

type Metrics = ReturnType<typeof parsePrometheusText>;

const text = (lines: string[]) => `${lines.join("\n")}\n`;

/** The value of the series of a metric that has some labels; 0 when there is none. */
function valueOf(
  metrics: Metrics,
  metric: string,
  labels: Record<string, string> = {},
  suffix = "",
): number {
  const { samples } = metrics.get(metric) ?? assert.fail(`there is no ${metric}`);
  const found = samples.filter((sample) =>
    sample.name === metric + suffix &&
    Object.entries(labels).every(([name, value]) => sample.labels[name] === value)
  );
  assert.ok(found.length <= 1, `${metric} ${JSON.stringify(labels)} is not one series`);
  return found[0]?.value ?? 0;
}

Deno.test("a label keeps its value, whatever characters are in it", () => {
  const counter = new Counter("odd_total", "Odd labels.");
  const values = ['a"b', "a\\", "a\nb", "a\\nb", 'a",le="1', "ä}", ""];
  for (const [i, value] of values.entries()) counter.add({ value, other: "x" }, i + 1);
  const { samples } = parsePrometheusText(text(counter.lines())).get("odd_total")!;
  assert.deepEqual(samples.map(({ labels }) => labels.value), values);
  assert.deepEqual(samples.map(({ value }) => value), [1, 2, 3, 4, 5, 6, 7]);
});

Deno.test("a histogram counts each value in its bucket and in all greater ones", () => {
  const histogram = new Histogram("seconds", "Seconds.", [0.1, 1, 10]);
  for (const value of [0.05, 0.1, 0.5, 1, 20, 30]) histogram.observe({ model: "a" }, value);
  histogram.observe({ model: "b" }, 2);
  const { samples } = parsePrometheusText(text(histogram.lines())).get("seconds")!;
  const lines = samples.filter(({ labels }) => labels.model === "a")
    .map(({ name, labels, value }) => [name, labels.le, value]);
  assert.deepEqual(lines, [
    ["seconds_bucket", "0.1", 2],
    ["seconds_bucket", "1", 4],
    ["seconds_bucket", "10", 4],
    ["seconds_bucket", "+Inf", 6],
    ["seconds_sum", undefined, 51.65],
    ["seconds_count", undefined, 6],
  ]);
});

Deno.test("GET /metrics counts requests by route and status, not by what their paths name", () =>
  withRoutes({}, async ({ send }) => {
    await send("/api/tags");
    await send("/api/tags");
    for (const name of ["hush-one", "hush-two", "hush/three"]) await send(`/v1/models/${name}`);
    await send("/v2/models/hush-four/ready");
    await send("/hush-five");
    const response = await send("/metrics?hush-six");
    assert.equal(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    const body = await response.text();
    assert.doesNotMatch(body, /hush/);
    const metrics = parsePrometheusText(body);
    const total = (labels: Record<string, string>) =>
      valueOf(metrics, "hologram_http_requests_total", labels);
    assert.equal(total({ method: "GET", route: "/api/tags", status: "200" }), 2);
    assert.equal(total({ route: "none", status: "404" }), 1);
    const { samples } = metrics.get("hologram_http_requests_total")!;
    const routeAndValue = samples.map(({ labels, value }) => [labels.route, value] as const);
    assert.ok(
      routeAndValue.some(([route, value]) => route!.includes("/v1/models/:") && value === 3),
    );
    assert.ok(routeAndValue.some(([route]) => /^\/v2\/models\/.*\/ready$/.test(route!)));
    const latency = { method: "GET", route: "/api/tags" };
    assert.equal(valueOf(metrics, "hologram_http_request_duration_seconds", latency, "_count"), 2);
  }));

Deno.test("GET /metrics tells what models did and hold, and neither the key nor a prompt", async () => {
  const home = await Deno.makeTempDir();
  const server = await TestServer.start({ home, env: { HOLOGRAM_API_KEY: "hush-key" } });
  const headers = { authorization: "Bearer hush-key" };
  const scrape = async () => {
    const body = await (await fetch(`${server.url}/metrics`, { headers })).text();
    assert.doesNotMatch(body, /hush/);
    return parsePrometheusText(body);
  };
  const post = async (path: string, body: unknown, status = 200) => {
    const response = await server.post(path, body, { headers });
    const answer = await response.text();
    assert.equal(response.status, status, answer);
    return JSON.parse(answer);
  };
  const model = "tiny:latest";
  try {
    const from = join(ROOT, "tests/fixtures/networks/decoder");
    await post("/api/create", { model, from, stream: false });
    const before = await scrape();
    assert.equal(valueOf(before, "hologram_loaded_models"), 0);
    assert.equal(valueOf(before, "hologram_generated_tokens_total", { model }), 0);
    assert.ok(valueOf(before, "hologram_memory_bytes") > 2 ** 20);

    const request = { model, prompt: "hush prompt", stream: false, options: { num_predict: 3 } };
    const answers = [await post("/api/generate", request), await post("/api/generate", request)];
    await post("/api/generate", { ...request, options: { num_predict: "hush" } }, 400);
    const unauthorized = await server.post("/api/generate", request);
    assert.equal(unauthorized.status, 401);
    await unauthorized.body?.cancel();

    const after = await scrape();
    const sum = (field: string) => answers.reduce((sum, answer) => sum + answer[field], 0);
    assert.ok(sum("eval_count") > 0);
    assert.equal(valueOf(after, "hologram_generated_tokens_total", { model }), sum("eval_count"));
    assert.equal(
      valueOf(after, "hologram_prompt_tokens_total", { model }),
      sum("prompt_eval_count"),
    );
    for (const name of ["prompt_duration_seconds", "generation_tokens_per_second"]) {
      assert.equal(valueOf(after, `hologram_${name}`, { model }, "_count"), 2, name);
      assert.ok(valueOf(after, `hologram_${name}`, { model }, "_sum") > 0, name);
    }
    const route = "/api/generate";
    for (const [status, count] of [["200", 2], ["400", 1], ["401", 1]] as const) {
      const labels = { method: "POST", route, status };
      assert.equal(valueOf(after, "hologram_http_requests_total", labels), count, status);
    }
    assert.equal(valueOf(after, "hologram_loaded_models"), 1);
    assert.ok(valueOf(after, "hologram_model_memory_bytes", { model }) > 2 ** 20);
    assert.equal(valueOf(after, "hologram_model_requests", { model }), 0);
    assert.equal(valueOf(after, "hologram_load_queue_length"), 0);
  } finally {
    await server.stop();
    await Deno.remove(home, { recursive: true });
  }
});

Deno.test("the check of Prometheus' text refuses what breaks its rules", () => {
  const head = "# HELP a A.\n# TYPE a gauge\n";
  const histogram = "# HELP h H.\n# TYPE h histogram\n";
  assert.equal(parsePrometheusText(`${head}a{b="c"} 1\n`).get("a")!.samples.length, 1);
  const wrong = [
    `${head}a 1`,
    `${head}a 1\n${head}`,
    `${head}a 1\na 2\n`,
    `${head}b 1\n`,
    `${head}a{b="c} 1\n`,
    `${head}a{b="\\x"} 1\n`,
    `${head}a one\n`,
    `a 1\n`,
    `${histogram}h_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n`,
    `${histogram}h_bucket{le="1"} 1\nh_bucket{le="+Inf"} 2\nh_sum 1\nh_count 1\n`,
    `${histogram}h_bucket{le="1"} 1\nh_sum 1\nh_count 1\n`,
  ];
  for (const text of wrong) assert.throws(() => parsePrometheusText(text), text);
});
