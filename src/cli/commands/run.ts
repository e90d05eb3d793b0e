import { HologramError } from "../../base/mod.ts";
import type { CliContext } from "../cli_context.ts";
import { type ApiClient, readLines } from "../client.ts";
import { parseOption } from "../parse_option.ts";
import { runTensors } from "../run_tensors.ts";

/** Flags of `hologram run`. */
export interface RunOptions {
  /** The prompt, instead of the words behind the model's name. */
  prompt?: string;
  /** Files with tensors, `[name=]path`. */
  input?: string[];
  /** Files for the outputs, `[name=]path`. */
  output?: string[];
  /** Sampling options, `key=value`. */
  option?: string[];
  /** Print text as it comes. */
  stream?: boolean;
  /** Print the whole answer as JSON. */
  json?: boolean;
}

/** A line of `/api/generate`. */
interface GenerateLine {
  response: string;
  done: boolean;
}

/** `hologram run MODEL [PROMPT...]`: continues a prompt, or computes on tensors with `--input`. */
export async function run(
  context: CliContext,
  model: string,
  words: readonly string[],
  options: RunOptions,
): Promise<void> {
  if (options.prompt !== undefined && words.length > 0) {
    throw new HologramError("A prompt is given twice: as words and with --prompt", {
      kind: "usage",
    });
  }
  if (options.input !== undefined) {
    if (options.prompt !== undefined || words.length > 0) {
      throw new HologramError("A prompt and --input cannot be used together", { kind: "usage" });
    }
    await context.withClient((client) => runTensors(context, client, model, options));
    return;
  }
  if (options.output !== undefined) {
    throw new HologramError("--output takes tensors, which need --input", { kind: "usage" });
  }
  const piped = (await context.terminal.readPiped()).trimEnd();
  const prompt = [piped, options.prompt ?? words.join(" ")].filter((part) => part !== "").join(" ");
  if (prompt === "") {
    throw new HologramError(`There is no prompt for ${model}`, {
      kind: "usage",
      hint: `Say something: hologram run ${model} "Once upon a time"`,
    });
  }
  await context.withClient((client) => generate(context, client, model, prompt, options));
}

async function generate(
  { terminal, signal }: CliContext,
  client: ApiClient,
  model: string,
  prompt: string,
  options: RunOptions,
): Promise<void> {
  const stream = options.stream !== false && !options.json;
  const response = await client.send("/api/generate", {
    body: {
      model,
      prompt,
      stream,
      options: Object.fromEntries((options.option ?? []).map(parseOption)),
    },
    signal,
  });
  if (options.json) {
    terminal.print(JSON.stringify(await response.json(), null, 2) + "\n");
    return;
  }
  for await (const line of readLines<GenerateLine>(response)) terminal.print(line.response);
  terminal.print("\n\n");
}
