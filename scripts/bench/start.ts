import { fromFileUrl } from "../../src/deps/path.ts";
import { withFolder } from "../../tests/onnx/build_model.ts";
import { inTurn, milliseconds, type Row } from "./row.ts";

/** Start of the program: `--version`, and a command that opens the server's app in its own process. */
export async function bench(): Promise<Row[]> {
  return await withFolder(async (folder) => {
    const empty = `${folder}/empty.ts`;
    await Deno.writeTextFile(empty, "");
    const main = fromFileUrl(new URL("../../main.ts", import.meta.url));
    const run = (...args: string[]) => () => milliseconds(() => runDeno(args, folder));
    const against = "an empty `deno run`";
    return [
      {
        what: "start: hologram --version",
        ...await inTurn(21, run(main, "--version"), run(empty)),
        unit: "ms",
        against,
        target: 1.5,
      },
      {
        what: "start: hologram list, no server",
        ...await inTurn(11, run(main, "list"), run(empty)),
        unit: "ms",
        against,
      },
    ];
  });
}

async function runDeno(args: readonly string[], home: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", ...args],
    // A port where nothing listens.
    env: { HOLOGRAM_HOME: home, HOLOGRAM_PORT: "47113" },
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
