import {
  commandName,
  type HolofileCommand,
  isCommandName,
  isKeyword,
  OWN_INSTRUCTIONS_HINT,
  UNKNOWN_INSTRUCTION,
} from "./holofile_command.ts";
import { holofileError, unexpectedEnd } from "./holofile_error.ts";
import { Scanner } from "./scanner.ts";

const ROLES: readonly string[] = ["system", "user", "assistant"];

/**
 * The commands of a text, in order. It need not have a `FROM`.
 *
 * @throws {HologramError} `invalid`, naming the line: an unknown instruction, a role or a parameter that cannot be,
 * a value that is missing or never closed.
 */
export function readCommands(text: string): HolofileCommand[] {
  const commands: HolofileCommand[] = [];
  const scanner = new Scanner(text);
  while (scanner.toInstruction()) commands.push(readCommand(scanner));
  return commands;
}

function readCommand(scanner: Scanner): HolofileCommand {
  const { line } = scanner;
  const word = scanner.word();
  const keyword = word.toLowerCase();
  if (!isKeyword(keyword)) throw holofileError(line, UNKNOWN_INSTRUCTION, OWN_INSTRUCTIONS_HINT);
  if (scanner.atLineEnd) {
    throw holofileError(line, `${word} needs a value`, `An empty one is written ${word} ""`);
  }
  if (keyword === "parameter") {
    const name = readSubject(scanner, line, "a parameter and its value");
    checkParameterName(line, name);
    return { name, args: readValue(scanner, line), line };
  }
  if (keyword === "message") {
    const role = readSubject(scanner, line, "a role and a text");
    if (!ROLES.includes(role)) {
      throw holofileError(line, 'message role must be one of "system", "user", or "assistant"');
    }
    return { name: keyword, args: `${role}: ${readValue(scanner, line)}`, line };
  }
  return { name: commandName(keyword), args: readValue(scanner, line), line };
}

/** The word between an instruction and its value. */
function readSubject(scanner: Scanner, line: number, expected: string): string {
  scanner.skipSpace();
  const word = scanner.word();
  if (scanner.atLineEnd) {
    throw unexpectedEnd(line, scanner.atEnd ? "" : word, `expected ${expected}`);
  }
  return word;
}

/** A parameter that is called like an instruction would become that instruction. */
function checkParameterName(line: number, name: string): void {
  if (!/^\w+$/.test(name)) {
    throw holofileError(
      line,
      `a parameter's name has letters, digits and underscores alone, got '${name}'`,
    );
  }
  if (isCommandName(name)) throw holofileError(line, `unknown parameter '${name}'`);
}

function readValue(scanner: Scanner, line: number): string {
  const value = scanner.value();
  if (value !== undefined) return value;
  throw unexpectedEnd(
    line,
    "",
    "the quotation marks that open the value must close at a line's end",
  );
}
