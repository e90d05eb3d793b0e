import { HologramError, toHologramError } from "../../base/mod.ts";
import type { CliContext } from "../cli_context.ts";
import { type ApiClient, readLines } from "../client.ts";
import { type PullPlan, pullPlan } from "../format/pull_plan.ts";
import { type PullFields, pullModel } from "../pull_model.ts";
import { reportError } from "../report_error.ts";

/** Flags of `hologram pull`. */
export interface PullOptions extends PullFields {
  /** Another word for `dtype`. */
  quantize?: string;
  /** Only say what would be pulled. */
  dryRun?: boolean;
  /** Print the lines of the API. */
  json?: boolean;
}

/**
 * `hologram pull MODEL...`: pulls models, one after the other. What cannot be pulled does not keep the others from it.
 *
 * @throws {HologramError} `usage` when several models are to get one name; what is wrong with the only model, or how
 * many of them could not be pulled.
 */
export async function pull(
  context: CliContext,
  names: readonly string[],
  options: PullOptions,
): Promise<void> {
  const models = [...new Set(names)];
  checkOptions(models, options);
  const { terminal, signal } = context;
  await context.withClient(async (client) => {
    const failures: HologramError[] = [];
    for (const [index, model] of models.entries()) {
      if (models.length > 1 && !options.json) {
        terminal.note(`${model} (${index + 1} of ${models.length})\n`);
      }
      try {
        await pullOne(context, client, model, options);
      } catch (thrown) {
        if (models.length === 1 || signal.aborted) throw thrown;
        const error = toHologramError(thrown);
        reportError(error, terminal);
        failures.push(error);
      }
    }
    const [first] = failures;
    if (first === undefined) return;
    throw new HologramError(`${failures.length} of ${models.length} models could not be pulled`, {
      kind: first.kind,
      cause: first,
    });
  });
}

function checkOptions(models: readonly string[], { as, dtype, quantize }: PullOptions): void {
  if (as !== undefined && models.length > 1) {
    throw new HologramError("--as names one model, but several are pulled", { kind: "usage" });
  }
  if (dtype !== undefined && quantize !== undefined) {
    throw new HologramError("--dtype and --quantize are the same: give one of them", {
      kind: "usage",
    });
  }
}

async function pullOne(
  context: CliContext,
  client: ApiClient,
  model: string,
  { quantize, dryRun, json, ...flags }: PullOptions,
): Promise<void> {
  const { terminal, signal } = context;
  const fields = { ...flags, dtype: flags.dtype ?? quantize };
  if (!dryRun && !json) {
    const name = await pullModel(context, client, model, fields);
    if (name !== model) terminal.note(`It is called ${name} here: hologram run ${name}\n`);
    return;
  }
  const body = { ...fields, model, dry_run: dryRun };
  const response = await client.send("/api/pull", { body, signal });
  for await (const line of readLines<{ plan?: PullPlan }>(response)) {
    if (json) terminal.print(JSON.stringify(line) + "\n");
    else if (line.plan !== undefined) terminal.print(pullPlan(line.plan));
  }
}
