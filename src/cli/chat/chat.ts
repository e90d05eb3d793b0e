import { toHologramError } from "../../base/mod.ts";
import { join } from "../../deps/path.ts";
import type { CliContext } from "../cli_context.ts";
import type { ApiClient } from "../client.ts";
import { reportError } from "../report_error.ts";
import { startSpinner } from "../spinner.ts";
import { type AnswerStyle, streamAnswer } from "../stream_answer.ts";
import { chatConversation, continuation, type Conversation } from "./conversation.ts";
import { History } from "./history.ts";
import { LineEditor } from "./line_editor.ts";
import { MessageLines } from "./message_lines.ts";
import { CHAT_HELP, slashCommand } from "./slash_command.ts";

/** What is asked of a model in a chat. */
export interface ChatOptions extends AnswerStyle {
  /** Its name. */
  model: string;
  /** Sampling options. */
  options: Record<string, unknown>;
}

/** What stands in front of the first line of a message, and of the others: those between quotes, those of a paste. */
const FIRST = { prompt: ">>> ", hint: "Send a message (/? for help)" };
const QUOTED = { prompt: "... ", hint: 'Use """ to end multi-line input' };
const PASTED = { prompt: "... ", hint: "" };

/**
 * Talks with a model in the terminal until the user leaves. A model without a chat template cannot talk: it continues
 * each line by itself.
 *
 * @throws {HologramError} What the server says when it cannot load the model.
 */
export async function chat(
  context: CliContext,
  client: ApiClient,
  options: ChatOptions,
): Promise<void> {
  const { terminal, signal } = context;
  const conversation = await load(context, client, options);
  const { home } = await context.config();
  const history = await History.open(
    join(home, "history"),
    (message) => terminal.note(`Warning: ${message}\n`),
  );
  using editor = await LineEditor.open(terminal, history);
  const lines = new MessageLines();
  for (;;) {
    const style = lines.quoted ? QUOTED : lines.pending ? PASTED : FIRST;
    const result = await editor.read({ ...style, signal });
    signal.throwIfAborted();
    if (result.type === "end") {
      terminal.print("\n");
      return;
    }
    if (result.type === "interrupt") {
      if (result.text === "") terminal.print("Use Ctrl + d or /bye to exit.\n");
      lines.reset();
      continue;
    }
    const command = lines.pending || result.continues ? undefined : slashCommand(result.text);
    if (command?.command === "leave") return;
    if (command !== undefined) {
      if (command.command === "help") terminal.print(`${CHAT_HELP}\n`);
      else if (command.command === "clear") {
        conversation.clear();
        terminal.print("Cleared session context\n");
      } else terminal.print(`Unknown command '${command.name}'. Type /? for help\n`);
      continue;
    }
    const message = lines.push(result.text, result.continues)?.trim();
    if (message === undefined || message === "") continue;
    const controller = new AbortController();
    await editor.during(
      controller,
      () => answer(context, client, options, conversation, message, controller.signal),
    );
    signal.throwIfAborted();
  }
}

/** Loads the model, so that its first answer comes quickly, and finds out how one speaks with it. */
async function load(
  { terminal, signal }: CliContext,
  client: ApiClient,
  { model }: ChatOptions,
): Promise<Conversation> {
  const stopSpinner = startSpinner(terminal);
  try {
    const shown = await client.send("/api/show", { body: { model }, signal });
    const { template } = await shown.json() as { template: string };
    const loaded = await client.send("/api/generate", { body: { model }, signal });
    await loaded.body?.cancel();
    if (template !== "") return chatConversation();
  } finally {
    stopSpinner();
  }
  terminal.note(
    `${model} has no chat template: it continues each line by itself, and remembers none\n`,
  );
  return continuation();
}

/** Prints an answer. What goes wrong is told, and the chat goes on. */
async function answer(
  context: CliContext,
  client: ApiClient,
  { model, options, ...style }: ChatOptions,
  conversation: Conversation,
  message: string,
  stop: AbortSignal,
): Promise<void> {
  const { terminal } = context;
  const { path, body } = conversation.ask(message);
  const signal = AbortSignal.any([context.signal, stop]);
  try {
    const request = { path, body: { model, ...body, options }, signal };
    const { text, complete } = await streamAnswer(terminal, client, request, style);
    if (!complete) terminal.print("\n\n");
    conversation.keep(message, text);
  } catch (error) {
    reportError(toHologramError(error), terminal);
    terminal.note("\n");
  }
}
