import { humanBytes } from "./human_bytes.ts";
import { printable } from "./printable.ts";
import { alignedLines } from "./table.ts";

/** What `/api/pull` would fetch, as it says with `dry_run`: of Hugging Face a commit, of a registry a manifest. */
export interface PullPlan {
  /** The registry's host; absent for Hugging Face. */
  registry?: string;
  /** Where the model is there. */
  repository: string;
  /** The tag in a registry. */
  reference?: string;
  /** The commit at Hugging Face. */
  revision?: string;
  /** The manifest's digest in a registry. */
  digest?: string;
  /** The name that the model would get. */
  name?: string;
  /** Its licence. */
  license?: string;
  /** Whether its terms must be accepted first. */
  gated?: boolean;
  /** The precision of its network. */
  precision?: string;
  /** What it consists of; `present` is what need not be fetched. */
  files: { path: string; size: number; present?: boolean }[];
  /** Bytes of all files. */
  size: number;
  /** Why these. */
  reasons?: string[];
  /** Whether all of it is here. */
  present?: boolean;
}

/** What would be pulled, as a text: where from, each file with its size, and why these. */
export function pullPlan(plan: PullPlan): string {
  const { registry = "hf.co", repository, reference, files, size, reasons = [] } = plan;
  const facts: [string, string | undefined][] = [
    ["source", `${registry}/${repository}${reference === undefined ? "" : `:${reference}`}`],
    ["revision", plan.revision ?? plan.digest],
    ["name", plan.name],
    ["precision", plan.precision],
    ["license", plan.license],
    ["terms", plan.gated ? "must be accepted on its page" : undefined],
  ];
  const rows = files.map(({ path, size, present }) => [
    path.replace(/^sha256:(.{12}).*$/, "$1"),
    humanBytes(size),
    present ? "already here" : "",
  ]);
  if (files.length > 1) rows.push([`${files.length} files`, humanBytes(size)]);
  const notes = plan.present ? [...reasons, "all of it is already here"] : reasons;
  const parts = [
    alignedLines(facts.filter((fact): fact is [string, string] => fact[1] !== undefined)),
    alignedLines(rows),
    notes.map((note) => `${note}\n`).join(""),
  ];
  return printable(parts.filter((part) => part !== "").join("\n"));
}
