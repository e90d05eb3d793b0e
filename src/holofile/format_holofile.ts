import { HologramError } from "../base/mod.ts";
import { type HolofileCommand, isCommandName, splitMessage } from "./holofile_command.ts";
import { readCommands } from "./read_commands.ts";

/**
 * Writes commands as a text that reads back as the same commands, one instruction each. Values are quoted only where
 * they need it, in the way in which Ollama does.
 *
 * @throws {HologramError} `invalid`, naming the command: a value in which `"""` ends a line (no quotation can hold it), a
 * role or a name that no instruction has, text that is no Unicode; or commands without a `FROM`.
 */
export function formatHolofile(
  commands: readonly Pick<HolofileCommand, "name" | "args">[],
): string {
  if (!commands.some(({ name }) => name === "model")) {
    throw new HologramError("no FROM line", { kind: "invalid" });
  }
  return commands.map(formatCommand).join("");
}

function formatCommand(command: Pick<HolofileCommand, "name" | "args">): string {
  const [head, value] = split(command);
  const marks = ["", value.includes('"') ? '"""' : '"'];
  const text = marks.map((mark) => `${head} ${mark}${value}${mark}\n`)
    .find((text) => text.isWellFormed() && readsBackAs(command, text));
  if (text !== undefined) return text;
  const start = JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}...` : value);
  throw new HologramError(
    `Cannot write ${onOneLine(head)} in a Holofile: ` +
      `no form of it reads back the same, with the value ${start}`,
    {
      kind: "invalid",
      hint: 'A value can hold """ only where more text follows on the same line',
    },
  );
}

/** A name may come from anywhere, and the message may become a comment in a file. */
function onOneLine(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** What stands before the value, and the value. */
function split({ name, args }: Pick<HolofileCommand, "name" | "args">): [string, string] {
  if (name === "model") return ["FROM", args];
  if (name === "message") {
    const { role, content } = splitMessage(args);
    return [`MESSAGE ${role}`, content];
  }
  return [isCommandName(name) ? name.toUpperCase() : `PARAMETER ${name}`, args];
}

function readsBackAs({ name, args }: Pick<HolofileCommand, "name" | "args">, text: string) {
  try {
    const [command, ...more] = readCommands(text);
    return command?.name === name && command.args === args && more.length === 0;
  } catch {
    return false; // The value has ended early, or not at all.
  }
}
