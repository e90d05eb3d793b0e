import { toHologramError } from "../../base/mod.ts";
import { readLines } from "../client.ts";
import { list } from "../commands/list.ts";
import type { ChatSession } from "./chat_session.ts";

/**
 * `/load MODEL`: talks with another model, from the beginning.
 *
 * @throws {HologramError} What the server says when it cannot load it.
 */
export async function loadCommand(
  session: ChatSession,
  words: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { terminal } = session.context;
  const { settings } = session;
  const [model] = words;
  if (model === undefined || words.length > 1) return terminal.print("Usage:\n  /load <model>\n");
  terminal.print(`Loading model '${model}'\n`);
  try {
    await session.load(model, signal);
  } catch (thrown) {
    const error = toHologramError(thrown);
    if (error.kind !== "not_found") throw error;
    return terminal.print(`Couldn't find model '${model}'\n`);
  }
  if (settings.think !== undefined && settings.think !== false && !session.can("thinking")) {
    settings.think = undefined;
    terminal.note(`${model} does not think: 'think' mode is off\n`);
  }
  if (settings.system !== undefined && !session.converses) {
    settings.system = undefined;
    terminal.note(`${model} takes no system message: the one that was set is dropped\n`);
  }
}

/**
 * `/save MODEL`: keeps the model as a new one, with the system message, the parameters and what was said.
 *
 * @throws {HologramError} What the server says when it cannot.
 */
export async function saveCommand(
  session: ChatSession,
  words: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { context: { terminal }, client, settings, messages, firstMessages } = session;
  const [model] = words;
  if (model === undefined || words.length > 1) return terminal.print("Usage:\n  /save <model>\n");
  const { system, options } = settings;
  const body = {
    model,
    from: settings.model,
    system,
    parameters: Object.keys(options).length > 0 ? options : undefined,
    messages: messages.length > 0
      ? [...firstMessages, ...messages].map(({ role, content, images }) => ({
        role,
        content,
        images,
      }))
      : undefined,
  };
  for await (const _ of readLines(await client.send("/api/create", { body, signal })));
  terminal.print(`Created new model '${model}'\n`);
}

/** `/list`: the models on this disk, as `hologram list` prints them. */
export async function listCommand({ context, client }: ChatSession): Promise<void> {
  await list({ ...context, withClient: (work) => work(client) }, undefined, {});
}
