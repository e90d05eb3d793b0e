import { CHAT_HELP, SET_HELP, SHORTCUTS_HELP, SHOW_HELP } from "./chat_help.ts";
import type { ChatSession } from "./chat_session.ts";
import { listCommand, loadCommand, saveCommand } from "./model_commands.ts";
import { setCommand } from "./set_command.ts";
import { showCommand } from "./show_command.ts";
import { nearestName, type SlashCommand } from "./slash_command.ts";

const HELP: Readonly<Record<string, string>> = {
  set: SET_HELP,
  show: SHOW_HELP,
  shortcut: SHORTCUTS_HELP,
  shortcuts: SHORTCUTS_HELP,
};

const NAMES = [
  "/set",
  "/show",
  "/load",
  "/save",
  "/clear",
  "/list",
  "/bye",
  "/exit",
  "/?",
  "/help",
];

/**
 * Does what a command of a chat says.
 *
 * @param line The whole line that gave it.
 * @returns Whether the chat is over.
 * @throws {HologramError} What the server says when it cannot.
 */
export async function runCommand(
  session: ChatSession,
  { name, words }: SlashCommand,
  line: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { terminal } = session.context;
  switch (name) {
    case "/bye":
    case "/exit":
      return true;
    case "/?":
    case "/help": {
      const [topic = ""] = words;
      terminal.print(`${Object.hasOwn(HELP, topic) ? HELP[topic]! : CHAT_HELP}\n`);
      return false;
    }
    case "/clear":
      session.messages = [];
      terminal.print("Cleared session context\n");
      return false;
    case "/list":
      await listCommand(session);
      return false;
    case "/load":
      await loadCommand(session, words, signal);
      return false;
    case "/save":
      await saveCommand(session, words, signal);
      return false;
    case "/set":
      setCommand(session, words, line);
      return false;
    case "/show":
      await showCommand(session, words, signal);
      return false;
  }
  terminal.print(`Unknown command '${name}'. Type /? for help\n`);
  const nearest = nearestName(name, NAMES);
  if (nearest !== undefined) terminal.print(`Did you mean '${nearest}'?\n`);
  return false;
}
