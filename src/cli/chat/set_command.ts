import { HologramError, toHologramError } from "../../base/mod.ts";
import { thinkValue } from "../think_value.ts";
import { PARAMETER_HELP, SET_HELP } from "./chat_help.ts";
import type { ChatSession } from "./chat_session.ts";
import { withoutQuotes } from "./message_text.ts";
import { nearestName } from "./slash_command.ts";

/** What `/set` does for a name: changes the session, and returns what is said of that. */
type Setter = (session: ChatSession, values: string[], line: string) => string;

const SETTERS: Readonly<Record<string, Setter>> = {
  parameter: setParameter,
  system: setSystem,
  think: setThink,
  nothink(session) {
    session.settings.think = false;
    return "Set 'nothink' mode.";
  },
  format({ settings }, values) {
    if (values.length !== 1 || values[0] !== "json") {
      return "Invalid or missing format. For JSON use '/set format json'";
    }
    settings.format = "json";
    return "Set format to 'json' mode.";
  },
  noformat({ settings }) {
    settings.format = undefined;
    return "Disabled format.";
  },
  verbose: mode(({ settings }) => settings.verbose = true, "verbose"),
  quiet: mode(({ settings }) => settings.verbose = false, "quiet"),
  wordwrap: mode(({ settings }) => settings.wordWrap = true, "wordwrap"),
  nowordwrap: mode(({ settings }) => settings.wordWrap = false, "nowordwrap"),
  history: mode(({ history }) => history.enabled = true, "history"),
  nohistory: mode(({ history }) => history.enabled = false, "nohistory"),
};

/**
 * `/set NAME [VALUE...]`: changes what a chat is set to.
 *
 * @param words The words behind `/set`.
 * @param line The whole line, in which a text keeps its spaces.
 */
export function setCommand(session: ChatSession, words: readonly string[], line: string): void {
  const { terminal } = session.context;
  const [name, ...values] = words;
  if (name === undefined) return terminal.print(`${SET_HELP}\n`);
  if (Object.hasOwn(SETTERS, name)) {
    return terminal.print(`${SETTERS[name]!(session, values, line)}\n`);
  }
  terminal.print(`Unknown command '/set ${name}'. Type /? for help\n`);
  const nearest = nearestName(name, Object.keys(SETTERS));
  if (nearest !== undefined) terminal.print(`Did you mean '/set ${nearest}'?\n`);
}

function mode(change: (session: ChatSession) => void, name: string): Setter {
  return (session) => {
    change(session);
    return `Set '${name}' mode.`;
  };
}

function setParameter(session: ChatSession, [name, ...values]: string[]): string {
  if (name === undefined || values.length === 0) return PARAMETER_HELP;
  try {
    session.setParameter(name, values);
  } catch (error) {
    const { message, hint } = toHologramError(error);
    return `Couldn't set parameter: ${message}${hint === undefined ? "" : `\n${hint}`}`;
  }
  return `Set parameter '${name}' to '${values.join(", ")}'`;
}

function setSystem({ settings, converses }: ChatSession, _values: string[], line: string): string {
  const text = withoutQuotes(line.trim().replace(/^\/set\s+system\s*/, ""));
  if (text === "") return SET_HELP;
  if (!converses) return `Couldn't set the system message: ${settings.model} has no chat template`;
  settings.system = text;
  return "Set system message.";
}

function setThink(session: ChatSession, values: string[]): string {
  const { settings } = session;
  const [level] = values;
  if (!session.can("thinking")) return `Couldn't set think: ${settings.model} does not think`;
  try {
    if (values.length > 1) throw new HologramError(`expected one level, got ${values.join(" ")}`);
    settings.think = thinkValue(level ?? "true");
  } catch (error) {
    return `Couldn't set think: ${toHologramError(error).message}`;
  }
  return level === undefined ? "Set 'think' mode." : `Set 'think' mode to '${level}'.`;
}
