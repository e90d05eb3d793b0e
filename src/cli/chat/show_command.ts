import { formatParameters, type ParameterValue } from "../../holofile/mod.ts";
import { printable } from "../format/printable.ts";
import { showInfo } from "../format/show_info.ts";
import { SHOW_HELP } from "./chat_help.ts";
import type { ChatSession, ShownModel } from "./chat_session.ts";
import { nearestName } from "./slash_command.ts";

/** What `/show` prints for a name. */
type Shower = (model: ShownModel, session: ChatSession) => string;

const SHOWERS: Readonly<Record<string, Shower>> = {
  info: (model) => showInfo(model),
  license: ({ license }) => text(license, "No license was specified for this model."),
  modelfile: ({ modelfile }) => text(modelfile, "No modelfile is known for this model."),
  parameters,
  system: ({ system }, { settings }) =>
    text(settings.system ?? system, "No system message was specified for this model."),
  template: ({ template }) => text(template, "No prompt template was specified for this model."),
};

/**
 * `/show NAME`: prints what a model is.
 *
 * @param words The words behind `/show`.
 * @throws {HologramError} What the server says when it cannot.
 */
export async function showCommand(
  session: ChatSession,
  words: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { terminal } = session.context;
  const [name] = words;
  if (name === undefined) return terminal.print(`${SHOW_HELP}\n`);
  if (Object.hasOwn(SHOWERS, name)) {
    return terminal.print(SHOWERS[name]!(await session.show(signal), session));
  }
  terminal.print(`Unknown command '/show ${name}'. Type /? for help\n`);
  const nearest = nearestName(name, Object.keys(SHOWERS));
  if (nearest !== undefined) terminal.print(`Did you mean '/show ${nearest}'?\n`);
}

function text(value: string | undefined, otherwise: string): string {
  const shown = value === undefined || value === "" ? otherwise : printable(value);
  return `${shown.trimEnd()}\n\n`;
}

function parameters({ parameters = "" }: ShownModel, { settings }: ChatSession): string {
  const indent = (lines: string) => lines.trimEnd().replace(/^/gm, "  ") + "\n\n";
  const own = Object.keys(settings.options).length === 0
    ? ""
    : `User defined parameters:\n${
      indent(formatParameters(settings.options as Record<string, ParameterValue>))
    }`;
  const models = parameters === ""
    ? "No additional parameters were specified for this model."
    : printable(parameters);
  return `Model defined parameters:\n${indent(models)}${own}`;
}
