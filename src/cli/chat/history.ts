import { errorMessage } from "../../base/mod.ts";
import { dirname } from "../../deps/path.ts";
import { writeFileAtomic } from "../write_file_atomic.ts";

/** How many lines are kept. */
export const HISTORY_LENGTH = 1000;

/** The messages that were typed in chats, one a line, in a file that only its owner can read. */
export class History {
  /** Whether new ones are kept. */
  enabled = true;
  readonly #path: string;
  readonly #lines: string[];
  readonly #warn: (message: string) => void;
  #keeps = true;

  private constructor(path: string, lines: string[], warn: (message: string) => void) {
    this.#path = path;
    this.#lines = lines;
    this.#warn = warn;
  }

  /**
   * Reads the history. A chat does not fail for its history: where it cannot be read or written, that is told once, and
   * lines are kept for this chat alone.
   *
   * @param path The file; it need not exist.
   * @param warn Tells what goes wrong.
   */
  static async open(path: string, warn: (message: string) => void): Promise<History> {
    const history = new History(path, [], warn);
    await history.#attempt("read", async () => {
      const text = await Deno.readTextFile(path).catch((error) => {
        if (error instanceof Deno.errors.NotFound) return "";
        throw error;
      });
      const lines = text.split("\n").filter((line) => line !== "");
      history.#lines.push(...lines.slice(-HISTORY_LENGTH).map(decodeLine).reverse());
      if (lines.length <= HISTORY_LENGTH) return;
      const kept = lines.slice(-HISTORY_LENGTH).map((line) => `${line}\n`).join("");
      await writeFileAtomic(path, new TextEncoder().encode(kept), 0o600);
    });
    return history;
  }

  /** The messages, newest first. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Adds a message, unless it is empty or the same as the one before. */
  async add(line: string): Promise<void> {
    if (!this.enabled || line.trim() === "" || line === this.#lines[0]) return;
    this.#lines.unshift(line);
    this.#lines.splice(HISTORY_LENGTH);
    await this.#attempt("write", async () => {
      await Deno.mkdir(dirname(this.#path), { recursive: true });
      // One write to the end of the file: two chats at a time lose no line.
      const bytes = new TextEncoder().encode(`${encodeLine(line)}\n`);
      await Deno.writeFile(this.#path, bytes, { append: true, mode: 0o600 });
      if (Deno.build.os !== "windows") await Deno.chmod(this.#path, 0o600);
    });
  }

  async #attempt(verb: string, work: () => Promise<void>): Promise<void> {
    if (!this.#keeps) return;
    try {
      await work();
    } catch (error) {
      this.#keeps = false;
      this.#warn(
        `The history cannot be kept: cannot ${verb} ${this.#path}: ${errorMessage(error)}`,
      );
    }
  }
}

/** A message of several lines is written as a JSON string, and so is one of a single line that looks like that. */
function encodeLine(message: string): string {
  return message.includes("\n") || decodeLine(message) !== message
    ? JSON.stringify(message)
    : message;
}

function decodeLine(line: string): string {
  if (!/^".*"$/.test(line)) return line;
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}
