import { fromFileUrl } from "../../src/deps/path.ts";
import { inTurn, milliseconds, type Row } from "./row.ts";

/** Start of the program: `--version`, and a command with the server's app in its own process. */
export async function bench(): Promise<Row[]> {
  const folder = await Deno.makeTempDir();
  const empty = `${folder}/empty.ts`;
  await Deno.writeTextFile(empty, "");
  const main = fromFileUrl(new URL("../../main.ts", import.meta.url));
  const run = (...args: string[]) => async () =>
    await milliseconds(() =>
      new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", ...args],
        env: { HOLOGRAM_HOME: folder, HOLOGRAM_PORT: "47113" },
      }).output()
    );
  const against = "an empty `deno run`";
  const version = await inTurn(20, run(main, "--version"), run(empty));
  const list = await inTurn(10, run(main, "list"), run(empty));
  await Deno.remove(folder, { recursive: true });
  return [
    { what: "hologram --version", ...version, unit: "ms", against },
    { what: "hologram list, no server", ...list, unit: "ms", against },
  ];
}
