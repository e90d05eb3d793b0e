import { fromFileUrl, join } from "../../src/deps/path.ts";
import { withFolder } from "../../tests/onnx/build_model.ts";
import { makePortable } from "../compile/make_portable.ts";
import { inTurn, type Row } from "./row.ts";

const ROOT = fromFileUrl(new URL("../..", import.meta.url));
const QUESTIONS = [
  "How do I list models?",
  "remove a model",
  "what is loaded?",
  "start the server",
];

/** The embedded model from the single file against the checkout: from the start to the first token. */
export async function bench(): Promise<Row[]> {
  return await withFolder(async (home) => {
    const file = join(home, "hologram");
    await makePortable(ROOT, file);
    const ask = (command: string, args: readonly string[], env = {}) => (round: number) =>
      untilFirstOutput(command, [...args, "run", "guide", question(round)], {
        ...{ HOLOGRAM_HOME: home, HOLOGRAM_PORT: "0" },
        ...env,
      });
    return [{
      what: "package: run guide from the single file, to the first token",
      ...await inTurn(
        9,
        // Where it unpacks, so that nothing of it stays.
        ask(file, [], { XDG_CACHE_HOME: home }),
        ask(Deno.execPath(), ["run", "-A", join(ROOT, "main.ts")]),
      ),
      unit: "ms",
      against: "`deno run` of the checkout",
    }];
  });
}

function question(round: number): string {
  return QUESTIONS[(round + 1) % QUESTIONS.length]!;
}

async function untilFirstOutput(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<number> {
  const start = performance.now();
  const child = new Deno.Command(command, {
    args: [...args],
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let first: number | undefined;
  for await (const _ of child.stdout) first ??= performance.now() - start;
  const { success } = await child.status;
  if (!success || first === undefined) throw new Error(`${command} gave no answer`);
  return first;
}
