import { HologramError } from "../base/mod.ts";
import { decodeHolofile } from "./decode_holofile.ts";
import type { HolofileCommand } from "./holofile_command.ts";
import { readCommands } from "./read_commands.ts";

/**
 * The commands of a Holofile, in order: Ollama's grammar, with `INPUT`, `MEMORY_BUDGET`, `PARALLEL` and `DESCRIPTION`.
 *
 * Instructions are taken in any case. A value stands bare, up to the end of its line and without white space around
 * it, or in `"` or `"""`, over any number of lines; nothing in it is escaped. Lines that start with `#` between
 * instructions are comments. Unlike Ollama, characters that do not print stay in values.
 *
 * @param source The text, or its bytes: UTF-8, or UTF-16 with a byte order mark.
 * @throws {HologramError} `invalid`, with Ollama's message and the line in it or in the hint.
 */
export function parseHolofile(source: string | Uint8Array): HolofileCommand[] {
  const text = typeof source === "string" ? source : decodeHolofile(source);
  const commands = readCommands(text.replace(/^\ufeff/, ""));
  if (commands.some(({ name }) => name === "model")) return commands;
  throw new HologramError("no FROM line", {
    kind: "invalid",
    hint: "Say what the model is made from: FROM and a model, a file or a folder",
  });
}
