import { header, type Labels, labelText, type Metric } from "./metric.ts";

/** A number for each set of labels that only grows. */
export class Counter implements Metric {
  readonly #values = new Map<string, number>();

  /** Makes a counter at 0. */
  constructor(readonly name: string, readonly help: string) {}

  /** Adds to a series. */
  add(labels: Labels, amount = 1): void {
    const key = labelText(labels);
    this.#values.set(key, (this.#values.get(key) ?? 0) + amount);
  }

  /** Its lines in Prometheus' text format. */
  lines(): string[] {
    const values = [...this.#values].map(([labels, value]) => `${this.name}${labels} ${value}`);
    return [...header(this.name, "counter", this.help), ...values];
  }
}
