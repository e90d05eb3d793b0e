import { header, type Labels, labelText, type Metric } from "./metric.ts";

interface Series {
  labels: Labels;
  counts: number[];
  sum: number;
  count: number;
}

/** How often values up to each of some bounds occurred, for each set of labels. */
export class Histogram implements Metric {
  readonly #series = new Map<string, Series>();

  /** Makes an empty histogram; `bounds` grow. */
  constructor(
    readonly name: string,
    readonly help: string,
    readonly bounds: readonly number[],
  ) {}

  /** Takes a value. */
  observe(labels: Labels, value: number): void {
    const key = labelText(labels);
    let series = this.#series.get(key);
    if (series === undefined) {
      series = { labels, counts: this.bounds.map(() => 0), sum: 0, count: 0 };
      this.#series.set(key, series);
    }
    series.sum += value;
    series.count++;
    const place = this.bounds.findIndex((bound) => value <= bound);
    if (place >= 0) series.counts[place]!++;
  }

  /** Its lines in Prometheus' text format. */
  lines(): string[] {
    const lines = header(this.name, "histogram", this.help);
    for (const { labels, counts, sum, count } of this.#series.values()) {
      let below = 0;
      for (const [i, bound] of this.bounds.entries()) {
        below += counts[i]!;
        lines.push(`${this.name}_bucket${labelText({ ...labels, le: String(bound) })} ${below}`);
      }
      lines.push(`${this.name}_bucket${labelText({ ...labels, le: "+Inf" })} ${count}`);
      lines.push(`${this.name}_sum${labelText(labels)} ${sum}`);
      lines.push(`${this.name}_count${labelText(labels)} ${count}`);
    }
    return lines;
  }
}
