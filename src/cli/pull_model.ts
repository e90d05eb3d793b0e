import type { CliContext } from "./cli_context.ts";
import type { ApiClient } from "./client.ts";
import { followProgress } from "./follow_progress.ts";
import type { ProgressLine } from "./progress.ts";

/** What `/api/pull` is asked for besides the model. */
export interface PullFields {
  /** Take it from a registry without TLS. */
  insecure?: boolean;
  /** The name that it gets here. */
  as?: string;
  /** The precision of its network. */
  dtype?: string;
  /** Say what each pass of the compiler does. */
  verbose?: boolean;
}

/** A line of the answer. */
interface PullLine extends ProgressLine {
  /** The name that the model has got. */
  model?: string;
}

/**
 * Pulls a model and shows how far that is on standard error. When it is interrupted, says how to go on.
 *
 * @returns The name that it has now.
 * @throws {HologramError} What the server says when it cannot.
 */
export async function pullModel(
  { terminal, signal }: Pick<CliContext, "terminal" | "signal">,
  client: ApiClient,
  model: string,
  fields: PullFields,
): Promise<string> {
  let name = fields.as ?? model;
  try {
    const response = await client.send("/api/pull", { body: { ...fields, model }, signal });
    await followProgress<PullLine>(terminal, response, (line) => {
      name = line.model ?? name;
      return line;
    });
  } catch (error) {
    if (signal.aborted) {
      terminal.note(
        `\nInterrupted: what has come is kept, and the next pull of ${model} resumes\n`,
      );
    }
    throw error;
  }
  return name;
}
