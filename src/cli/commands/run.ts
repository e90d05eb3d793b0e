import { HologramError, type Think } from "../../base/mod.ts";
import type { CliContext } from "../cli_context.ts";
import type { ApiClient } from "../client.ts";
import { findModel, findOrPull, unknownModel } from "../find_or_pull.ts";
import { readFormat } from "../format_option.ts";
import { takeImages } from "../image_paths.ts";
import { parseOption } from "../parse_option.ts";
import { positiveInteger } from "../positive_integer.ts";
import { runEmbedding } from "../run_embedding.ts";
import { runPrompt } from "../run_prompt.ts";
import { runTensors } from "../run_tensors.ts";
import { thinkValue } from "../think_value.ts";

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
  /** The structure of the answer: `json`, a JSON Schema, or a file with one. */
  format?: string;
  /** How long the model stays loaded: a duration, or seconds. */
  keepalive?: string;
  /** Whether the model thinks first, or how hard. */
  think?: string | true;
  /** Leave out what it thinks. */
  hidethinking?: boolean;
  /** Whether too long a text is cut, `true` or `false`. */
  truncate?: string | true;
  /** How many numbers of an embedding to keep. */
  dimensions?: string;
  /** Take a model that is not here from a registry without TLS. */
  insecure?: boolean;
}

/**
 * `hologram run MODEL [PROMPT...]`: continues a prompt, embeds it with a model for that, or computes on tensors with
 * `--input`. Without either, and with somebody at the terminal, it talks with the model. An empty prompt only loads it.
 * A model that is not here is pulled first, where its name says from where.
 */
export async function run(
  context: CliContext,
  model: string,
  words: readonly string[],
  options: RunOptions,
): Promise<void> {
  const isPrompted = options.prompt !== undefined || words.length > 0;
  if (options.prompt !== undefined && words.length > 0) {
    throw new HologramError("A prompt is given twice: as words and with --prompt", {
      kind: "usage",
    });
  }
  if (options.input !== undefined) {
    if (isPrompted) {
      throw new HologramError("A prompt and --input cannot be used together", { kind: "usage" });
    }
    await context.withClient(async (client) => {
      const found = await findOrPull(context, client, model, options);
      await runTensors(context, client, found.name, options);
    });
    return;
  }
  if (options.output !== undefined) {
    throw new HologramError("--output takes tensors, which need --input", { kind: "usage" });
  }
  const fields = await requestFields(model, options);
  const piped = (await context.terminal.readPiped()).trimEnd();
  const prompt = [piped, options.prompt ?? words.join(" ")].filter((part) => part !== "").join(" ");
  await context.withClient((client) =>
    answer(context, client, { model, prompt, isPrompted, fields }, options)
  );
}

/** What is asked of the model, and in which words. */
interface Question {
  model: string;
  prompt: string;
  /** Whether the command line has a prompt, an empty one perhaps. */
  isPrompted: boolean;
  fields: RequestFields;
}

async function answer(
  context: CliContext,
  client: ApiClient,
  question: Question,
  options: RunOptions,
): Promise<void> {
  const { prompt, isPrompted } = question;
  const { json = false, verbose = false } = options;
  const style = {
    wordWrap: !options.nowordwrap,
    hideThinking: options.hidethinking,
    verbose,
  };
  const { readsKeys, printsToScreen } = context.terminal;
  const isAsked = prompt !== "" || isPrompted;
  const isTalk = !isAsked && readsKeys && printsToScreen && !json;
  // Where nothing was asked, that is what is wrong first.
  const { name: model, capabilities } = isAsked || isTalk
    ? await findOrPull(context, client, question.model, options)
    : await findModel(context, client, question.model).catch(() => unknownModel(question.model));
  const fields = { ...question.fields, model };
  const { keep_alive, truncate, dimensions } = fields;
  const asksForVector = dimensions !== undefined || !capabilities.includes("completion");
  if (asksForVector && capabilities.includes("embedding")) {
    const embedding = { keepAlive: keep_alive, truncate, dimensions, json, verbose };
    return await runEmbedding(context, client, model, prompt, embedding);
  }
  if (dimensions !== undefined) {
    throw new HologramError(`--dimensions is for embeddings, which ${model} does not make`, {
      kind: "usage",
    });
  }
  if (isTalk) {
    const { chat } = await import("../chat/chat.ts");
    return await chat(context, client, { ...style, ...fields });
  }
  if (!isAsked) {
    throw new HologramError(`There is no prompt for ${model}`, {
      kind: "usage",
      hint: `Say something: hologram run ${model} "Once upon a time"`,
    });
  }
  const seesImages = capabilities.includes("vision") || capabilities.includes("audio");
  const content = seesImages ? await withImages(context, prompt) : { prompt };
  const body = { ...fields, ...prompt === "" ? {} : content };
  const stream = options.stream !== false;
  await runPrompt(context, client, body, { ...style, stream, json });
}

async function withImages(
  { terminal }: CliContext,
  prompt: string,
): Promise<{ prompt: string; images?: string[] }> {
  const { text, images, paths } = await takeImages(prompt);
  for (const path of paths) terminal.note(`Added image '${path}'\n`);
  return images.length === 0 ? { prompt } : { prompt: text, images };
}

/** The fields of `POST /api/generate` that flags set. */
interface RequestFields {
  model: string;
  options: Record<string, unknown>;
  format?: unknown;
  think?: Think;
  keep_alive?: number | string;
  truncate?: boolean;
  dimensions?: number;
}

async function requestFields(model: string, flags: RunOptions): Promise<RequestFields> {
  const { option = [], format, think, keepalive, truncate, dimensions } = flags;
  return {
    model,
    options: Object.fromEntries(option.map(parseOption)),
    format: format === undefined ? undefined : await readFormat(format),
    think: think === undefined ? undefined : thinkValue(String(think)),
    // A number alone is one of seconds, as in the API.
    keep_alive: keepalive !== undefined && /^-?\d+$/.test(keepalive)
      ? Number(keepalive)
      : keepalive,
    truncate: truncate === undefined ? undefined : String(truncate) === "true",
    dimensions: dimensions === undefined ? undefined : positiveInteger("--dimensions", dimensions),
  };
}
