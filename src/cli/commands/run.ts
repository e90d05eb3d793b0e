import { HologramError } from "../../base/mod.ts";
import type { CliContext } from "../cli_context.ts";
import type { ApiClient } from "../client.ts";
import { type GenerationTimings, generationTimings } from "../format/generation_timings.ts";
import { parseOption } from "../parse_option.ts";
import { runTensors } from "../run_tensors.ts";
import { type AnswerStyle, streamAnswer } from "../stream_answer.ts";

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
  /** Print timings behind the answer. */
  verbose?: boolean;
  /** Let the terminal break lines where they end. */
  nowordwrap?: boolean;
}

/**
 * `hologram run MODEL [PROMPT...]`: continues a prompt, or computes on tensors with `--input`. Without either, and with
 * somebody at the terminal, it talks with the model.
 */
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
  const { readsKeys, printsToScreen } = context.terminal;
  if (prompt === "" && readsKeys && printsToScreen && !options.json) {
    const { chat } = await import("../chat/chat.ts");
    const chatOptions = { model, options: samplingOptions(options), ...answerStyle(options) };
    await context.withClient((client) => chat(context, client, chatOptions));
    return;
  }
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
  const body = { model, prompt, options: samplingOptions(options) };
  if (options.json) {
    const response = await client.send("/api/generate", {
      body: { ...body, stream: false },
      signal,
    });
    const answer = await response.json() as GenerationTimings;
    terminal.print(JSON.stringify(answer, null, 2) + "\n");
    if (options.verbose) terminal.note(generationTimings(answer));
    return;
  }
  const stream = options.stream !== false;
  const request = { path: "/api/generate", body: { ...body, stream }, signal } as const;
  const { complete } = await streamAnswer(terminal, client, request, answerStyle(options));
  if (!complete) throw signal.reason;
}

function samplingOptions({ option = [] }: RunOptions): Record<string, unknown> {
  return Object.fromEntries(option.map(parseOption));
}

function answerStyle({ nowordwrap = false, verbose = false }: RunOptions): AnswerStyle {
  return { wordWrap: !nowordwrap, verbose };
}
