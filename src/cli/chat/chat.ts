import { toHologramError } from "../../base/mod.ts";
import type { CliContext } from "../cli_context.ts";
import type { ApiClient } from "../client.ts";
import { imagePaths, takeImages } from "../image_paths.ts";
import { reportError } from "../report_error.ts";
import { streamAnswer } from "../stream_answer.ts";
import { ChatSession, type ChatSettings, type Message } from "./chat_session.ts";
import { editText } from "./edit_text.ts";
import { History } from "./history.ts";
import { LineEditor } from "./line_editor.ts";
import type { LineStyle } from "./line_reading.ts";
import { hasOpenQuotes, withoutQuotes } from "./message_text.ts";
import { runCommand } from "./run_command.ts";
import { type SlashCommand, slashCommand } from "./slash_command.ts";

/** What is asked of a model in a chat. */
export type ChatOptions = ChatSettings;

const STYLE: LineStyle = {
  prompt: ">>> ",
  more: "... ",
  hint: (text) => {
    if (text === "") return "Send a message (/? for help)";
    return hasOpenQuotes(text) ? 'Use """ to end multi-line input' : "";
  },
  isOpen: hasOpenQuotes,
};

/**
 * Talks with a model in the terminal until the user leaves. A model without a chat template cannot talk: it continues
 * each message by itself.
 *
 * @throws {HologramError} What the server says when it cannot load the model.
 */
export async function chat(
  context: CliContext,
  client: ApiClient,
  options: ChatOptions,
): Promise<void> {
  const { terminal, signal } = context;
  const { history: path, chat: { nohistory } } = await context.config();
  const history = await History.open(
    path,
    (message) => terminal.note(`Warning: ${message}\n`),
  );
  history.enabled = !nohistory;
  const session = new ChatSession(context, client, history, {
    ...options,
    options: { ...options.options },
  });
  await session.load(options.model, signal);
  using editor = await LineEditor.open(terminal, {
    history,
    editText: (text) => editText(userEditor(), text),
  });
  for (;;) {
    const result = await editor.read(STYLE, signal);
    signal.throwIfAborted();
    if (result.type === "end") return;
    if (result.type === "interrupt") {
      if (result.text === "") terminal.print("Use Ctrl + d or /bye to exit.\n");
      continue;
    }
    const controller = new AbortController();
    const stop = AbortSignal.any([signal, controller.signal]);
    const isOver = await editor.during(controller, () => respond(session, result.text, stop));
    signal.throwIfAborted();
    if (isOver) return;
  }
}

/** The program that the user edits texts with. */
function userEditor(): string | undefined {
  return ["HOLOGRAM_EDITOR", "VISUAL", "EDITOR"].map((name) => Deno.env.get(name)?.trim())
    .find((value) => value !== undefined && value !== "");
}

/**
 * Does what a line says: a command, or a message to the model. What goes wrong is told, and the chat goes on.
 *
 * @returns Whether the chat is over.
 */
async function respond(session: ChatSession, line: string, signal: AbortSignal): Promise<boolean> {
  const { terminal } = session.context;
  const command = slashCommand(line);
  try {
    if (command !== undefined && !beginsWithImage(session, line, command)) {
      return await runCommand(session, command, line, signal);
    }
    const text = withoutQuotes(line).trim();
    if (text !== "") await answer(session, await userMessage(session, text), signal);
  } catch (error) {
    if (signal.aborted) terminal.print("\n");
    else {
      reportError(toHologramError(error), terminal);
      terminal.note("\n");
    }
  }
  return false;
}

/** Whether what looks like a command is the path of a picture. */
function beginsWithImage(session: ChatSession, line: string, { name }: SlashCommand): boolean {
  return session.can("vision") && imagePaths(line).some((path) => path.startsWith(name));
}

/** A message to the model: pictures that it names come along, if the model sees. */
async function userMessage(session: ChatSession, content: string): Promise<Message> {
  if (!session.can("vision")) return { role: "user", content };
  const { text, images, paths } = await takeImages(content);
  for (const path of paths) session.context.terminal.note(`Added image '${path}'\n`);
  return images.length === 0 ? { role: "user", content } : { role: "user", content: text, images };
}

/** Prints an answer, and keeps it, unless it was stopped before its first word. */
async function answer(session: ChatSession, message: Message, signal: AbortSignal): Promise<void> {
  const { context: { terminal }, client, settings } = session;
  const request = { ...session.request(message), signal };
  const { text, thinking, toolCalls, complete } = await streamAnswer(
    terminal,
    client,
    request,
    settings,
  );
  if (!complete) terminal.print("\n\n");
  if (!session.converses || text === "" && toolCalls.length === 0) return;
  session.messages.push(message, {
    role: "assistant",
    content: text,
    thinking: thinking === "" ? undefined : thinking,
    tool_calls: toolCalls.length === 0 ? undefined : toolCalls,
  });
}
