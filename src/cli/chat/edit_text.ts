import { HologramError } from "../../base/mod.ts";
import { join } from "../../deps/path.ts";

/**
 * Has somebody edit a text with a program of theirs, in this process's terminal.
 *
 * @param editor The program, with its arguments if it needs some: `vi`, `code --wait`. The shell reads it.
 * @param text The text to begin with.
 * @returns The text as the program has left it, without the line feed that editors put at the end.
 * @throws {HologramError} `invalid` when no program is named, or it fails.
 */
export async function editText(editor: string | undefined, text: string): Promise<string> {
  if (editor === undefined || editor.trim() === "") {
    throw new HologramError("No editor is known", {
      kind: "invalid",
      hint: "Name one in the variable EDITOR",
    });
  }
  const folder = await Deno.makeTempDir({ prefix: "hologram-edit-" });
  try {
    const path = join(folder, "message.txt");
    await Deno.writeTextFile(path, text);
    const [shell, args] = Deno.build.os === "windows"
      ? ["cmd", ["/c", ...editor.trim().split(/\s+/), path]] as const
      : ["sh", ["-c", `${editor} "$1"`, editor, path]] as const;
    const { success, code } = await new Deno.Command(shell, {
      args: [...args],
      stdin: "inherit",
      stdout: "inherit",
      stderr: "inherit",
    }).spawn().status;
    if (!success) {
      throw new HologramError(`The editor ${editor} ended with ${code}: the text stays as it was`, {
        kind: "invalid",
      });
    }
    return (await Deno.readTextFile(path)).replace(/\r\n?/g, "\n").replace(/\n$/, "");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
