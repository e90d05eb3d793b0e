import { HologramError } from "../../base/mod.ts";
import type { CliContext } from "../cli_context.ts";
import { printable } from "../format/printable.ts";
import { showInfo, type ShowReply } from "../format/show_info.ts";

/** The parts of a model that are texts; each has a flag of its name. */
const TEXTS = ["license", "modelfile", "parameters", "system", "template"] as const;

/** Flags of `hologram show`. */
export interface ShowOptions extends Partial<Record<(typeof TEXTS)[number], boolean>> {
  /** Print all metadata and the tensors as well. */
  verbose?: boolean;
  /** Print JSON. */
  json?: boolean;
}

/**
 * `hologram show MODEL`: what a model is, takes and gives; or one of its texts.
 *
 * @throws {HologramError} `usage` when more than one text is asked for.
 */
export async function show(
  { withClient, terminal }: CliContext,
  name: string,
  options: ShowOptions,
): Promise<void> {
  const texts = TEXTS.filter((text) => options[text]);
  if (texts.length > 1) {
    const flags = TEXTS.map((text) => `'--${text}'`);
    throw new HologramError(
      `only one of ${flags.slice(0, -1).join(", ")}, or ${flags.at(-1)} can be specified`,
      { kind: "usage" },
    );
  }
  const { verbose } = options;
  const model = await withClient(async (client) => {
    const response = await client.send("/api/show", { body: { model: name, verbose } });
    return await response.json() as ShowReply;
  });
  const [text] = texts;
  if (options.json) terminal.print(JSON.stringify(model, null, 2) + "\n");
  else if (text === undefined) terminal.print(showInfo(model, { verbose }));
  else {
    const value = model[text] ?? "";
    terminal.print(`${terminal.printsToScreen ? printable(value) : value}\n`);
  }
}
