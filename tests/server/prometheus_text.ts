import assert from "node:assert/strict";

/** One line of a metric: a series and its value. */
export interface Sample {
  /** Name of the line: the metric's, or for a histogram with `_bucket`, `_sum` or `_count` after it. */
  name: string;
  /** The labels, unescaped. */
  labels: Record<string, string>;
  /** The value. */
  value: number;
}

/** A metric with all its lines. */
export interface ParsedMetric {
  /** Its type. */
  type: string;
  /** Its lines. */
  samples: Sample[];
}

const NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const LABEL = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"`;
const LINE = new RegExp(String.raw`^(${NAME})(?:\{(${LABEL}(?:,${LABEL})*)\})? (\S+)$`);
const NUMBER = /^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|NaN|[+-]Inf)$/;
const SUFFIXES: Record<string, readonly string[]> = {
  counter: [""],
  gauge: [""],
  histogram: ["_bucket", "_sum", "_count"],
};

/**
 * Reads Prometheus' text format, version 0.0.4, and refuses what breaks its rules: `HELP` and `TYPE` in front of each
 * metric and once, all its lines together, no series twice, buckets that grow up to `+Inf`, which is the count.
 */
export function parsePrometheusText(text: string): Map<string, ParsedMetric> {
  assert.ok(text.endsWith("\n") && !text.includes("\r"), "lines end in a line feed");
  const metrics = new Map<string, ParsedMetric>();
  const series = new Set<string>();
  let helped = "";
  let current = "";
  for (const line of text.slice(0, -1).split("\n")) {
    const help = new RegExp(`^# HELP (${NAME}) \\S.*$`).exec(line);
    if (help !== null) {
      helped = help[1]!;
      assert.ok(!metrics.has(helped), `second HELP: ${line}`);
      continue;
    }
    const type = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram)$`).exec(line);
    if (type !== null) {
      current = type[1]!;
      assert.equal(current, helped, `HELP of another metric: ${line}`);
      assert.ok(!metrics.has(current), `second TYPE: ${line}`);
      metrics.set(current, { type: type[2]!, samples: [] });
      continue;
    }
    const [, name, labels = "", value] = LINE.exec(line) ?? assert.fail(`malformed: ${line}`);
    const metric = metrics.get(current) ?? assert.fail(`no TYPE before: ${line}`);
    assert.ok(SUFFIXES[metric.type]!.some((suffix) => name === current + suffix), line);
    assert.match(value!, NUMBER, line);
    const key = `${name}{${labels}}`;
    assert.ok(!series.has(key), `second line of ${key}`);
    series.add(key);
    metric.samples.push({ name: name!, labels: parseLabels(labels), value: numberOf(value!) });
  }
  for (const [name, { type, samples }] of metrics) {
    if (type === "counter") {
      assert.match(name, /_total$/);
      for (const { value } of samples) assert.ok(value >= 0, name);
    }
    if (type === "histogram") checkHistogram(name, samples);
  }
  return metrics;
}

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [, name, value] of text.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)) {
    assert.ok(!Object.hasOwn(labels, name!), `second label ${name}`);
    labels[name!] = value!.replace(/\\(.)/g, (_, escaped) => escaped === "n" ? "\n" : escaped);
  }
  return labels;
}

function numberOf(text: string): number {
  return Number(text.replace("Inf", "Infinity"));
}

function checkHistogram(name: string, samples: readonly Sample[]): void {
  const groups = Map.groupBy(samples, ({ labels: { le: _, ...labels } }) => JSON.stringify(labels));
  for (const [labels, group] of groups) {
    const where = `${name} ${labels}`;
    const buckets = group.filter((sample) => sample.name === `${name}_bucket`);
    const bounds = buckets.map(({ labels }) => numberOf(labels.le!));
    assert.deepEqual(bounds, bounds.toSorted((a, b) => a - b), where);
    assert.equal(new Set(bounds).size, bounds.length, where);
    assert.equal(bounds.at(-1), Infinity, where);
    buckets.reduce((below, { value }) => {
      assert.ok(value >= below, where);
      return value;
    }, 0);
    const counts = group.filter((sample) => sample.name === `${name}_count`);
    assert.equal(counts.length, 1, where);
    assert.equal(buckets.at(-1)!.value, counts[0]!.value, where);
    assert.equal(group.filter((sample) => sample.name === `${name}_sum`).length, 1, where);
  }
}
