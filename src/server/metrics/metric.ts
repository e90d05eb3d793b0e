/** Names and values that tell a metric's series apart. */
export type Labels = Readonly<Record<string, string>>;

/** A metric that can be written in Prometheus' text format. */
export interface Metric {
  /** Its lines. */
  lines(): string[];
}

/** A series' labels as text, `{model="x",status="200"}`; they tell it apart and stand in its lines. */
export function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

/** The two lines that introduce a metric. */
export function header(name: string, type: string, help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}
