/** What a line of a chat does besides speaking to the model. */
export type SlashCommand = "leave" | "clear" | "help" | "unknown";

const COMMANDS: Readonly<Record<string, SlashCommand>> = {
  "/bye": "leave",
  "/exit": "leave",
  "/clear": "clear",
  "/?": "help",
  "/help": "help",
};

/** The commands of a chat, its marks and its keys. */
export const CHAT_HELP = `Commands:
  /clear        Forget the conversation
  /bye, /exit   Leave
  /?, /help     Show this

Use """ to begin and to end a message of several lines.

Keys:
  Up, Down      Earlier lines
  Ctrl + c      Stop the answer, or give the line up
  Ctrl + d      Leave
  Ctrl + l      Clear the screen
`;

/** The command that a line gives, and its name as it was typed; nothing when the line is for the model. */
export function slashCommand(line: string): { command: SlashCommand; name: string } | undefined {
  const [name = ""] = line.trim().split(/\s+/);
  if (!name.startsWith("/")) return undefined;
  return { command: Object.hasOwn(COMMANDS, name) ? COMMANDS[name]! : "unknown", name };
}
