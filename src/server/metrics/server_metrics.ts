import { VERSION } from "../../base/mod.ts";
import type { GenerateResult } from "../../runner/protocol/mod.ts";
import type { Scheduler } from "../../scheduler/mod.ts";
import { Counter } from "./counter.ts";
import { Histogram } from "./histogram.ts";
import { header, type Labels, labelText } from "./metric.ts";

/** Seconds from the fastest answers to the slowest. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
const TOKENS_PER_SECOND = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** What the server counts, for `GET /metrics`. */
export class ServerMetrics {
  /** Requests, by method, route and status. */
  readonly requests = new Counter(
    "hologram_http_requests_total",
    "Requests by method, route and status.",
  );
  /** Seconds until a response began, by method and route. */
  readonly latency = new Histogram(
    "hologram_http_request_duration_seconds",
    "Seconds until a response began.",
    SECONDS,
  );
  readonly #prompt = new Counter("hologram_prompt_tokens_total", "Tokens of prompts, by model.");
  readonly #generated = new Counter(
    "hologram_generated_tokens_total",
    "Tokens of answers, by model.",
  );
  readonly #firstToken = new Histogram(
    "hologram_prompt_duration_seconds",
    "Seconds of computation until the first token, by model.",
    SECONDS,
  );
  readonly #rate = new Histogram(
    "hologram_generation_tokens_per_second",
    "Tokens per second of answers, by model.",
    TOKENS_PER_SECOND,
  );

  /** Takes note of an answer. */
  generated(model: string, result: GenerateResult): void {
    const { promptTokens, generatedTokens, promptDurationNs, evalDurationNs } = result;
    this.#prompt.add({ model }, promptTokens);
    this.#generated.add({ model }, generatedTokens);
    this.#firstToken.observe({ model }, promptDurationNs / 1e9);
    if (evalDurationNs > 0) {
      this.#rate.observe({ model }, generatedTokens / (evalDurationNs / 1e9));
    }
  }

  /** All of it in Prometheus' text format, with what the scheduler holds now. */
  text(scheduler: Scheduler): string {
    const loaded = scheduler.list();
    const queue = scheduler.queue();
    const lines = [
      ...gauge("hologram_info", "The program.", [[{ version: VERSION }, 1]]),
      ...this.requests.lines(),
      ...this.latency.lines(),
      ...this.#prompt.lines(),
      ...this.#generated.lines(),
      ...this.#firstToken.lines(),
      ...this.#rate.lines(),
      ...gauge("hologram_loaded_models", "Models that are loaded.", [[{}, loaded.length]]),
      ...gauge(
        "hologram_model_memory_bytes",
        "Memory of each loaded model's process.",
        loaded.map(({ name, bytes }) => [{ model: name }, bytes]),
      ),
      ...gauge(
        "hologram_model_requests",
        "Requests that use each loaded model or wait for it.",
        loaded.map(({ name, users }) => [{ model: name }, users]),
      ),
      ...gauge("hologram_load_queue_length", "Requests that wait for a model to be loaded.", [
        [{}, queue],
      ]),
      ...gauge("hologram_memory_bytes", "Memory of the server's own process.", [
        [{}, Deno.memoryUsage().rss],
      ]),
    ];
    return `${lines.join("\n")}\n`;
  }
}

function gauge(name: string, help: string, series: readonly [Labels, number][]): string[] {
  const values = series.map(([labels, value]) => `${name}${labelText(labels)} ${value}`);
  return [...header(name, "gauge", help), ...values];
}
