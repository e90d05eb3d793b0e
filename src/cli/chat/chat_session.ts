import type { Think } from "../../base/mod.ts";
import { parseParameter } from "../../holofile/mod.ts";
import type { CliContext } from "../cli_context.ts";
import type { ApiClient } from "../client.ts";
import type { ShowReply } from "../format/show_info.ts";
import { startSpinner } from "../spinner.ts";
import type { AnswerStyle, ToolCall } from "../stream_answer.ts";
import type { History } from "./history.ts";

/** What a chat is set to, at its beginning and by `/set`. */
export interface ChatSettings extends AnswerStyle {
  /** The model's name. */
  model: string;
  /** Parameters over the model's own. */
  options: Record<string, unknown>;
  /** The system message, instead of the model's own. */
  system?: string;
  /** The structure of the answers: `json`, or a JSON Schema. */
  format?: unknown;
  /** Whether the model thinks first, or how hard; its own habit unless given. */
  think?: Think;
  /** How long the model stays loaded. */
  keep_alive?: number | string;
  /** Whether a conversation that is too long loses its oldest messages; the server's choice unless given. */
  truncate?: boolean;
}

/** One message of a conversation. */
export interface Message {
  /** Who speaks. */
  role: "system" | "user" | "assistant";
  /** What is said. */
  content: string;
  /** What the assistant thought before it. */
  thinking?: string;
  /** Pictures, in base64. */
  images?: string[];
  /** Tools that the assistant calls. */
  tool_calls?: ToolCall[];
}

/** What `/api/show` says of a model. */
export interface ShownModel extends ShowReply {
  /** Messages that begin every conversation with it. */
  messages?: Message[] | null;
}

/** A conversation with a model, and what it is set to. */
export class ChatSession {
  /** What commands are given. */
  readonly context: CliContext;
  /** The API. */
  readonly client: ApiClient;
  /** What was typed before. */
  readonly history: History;
  /** What the chat is set to. */
  readonly settings: ChatSettings;
  /** What was said, besides the system message. */
  messages: Message[] = [];
  #shown: ShownModel = { details: {} };

  /** A conversation in which nothing has been said; its model is not loaded. */
  constructor(context: CliContext, client: ApiClient, history: History, settings: ChatSettings) {
    this.context = context;
    this.client = client;
    this.history = history;
    this.settings = settings;
  }

  /** Messages that begin every conversation with the model. */
  get firstMessages(): readonly Message[] {
    return this.#shown.messages ?? [];
  }

  /** Whether the model takes a conversation; another continues each message by itself, and remembers none. */
  get converses(): boolean {
    return this.#shown.template !== "";
  }

  /** Whether the model can do something, `vision`; yes where the server does not say what it can. */
  can(capability: string): boolean {
    return this.#shown.capabilities?.includes(capability) ?? true;
  }

  /**
   * Loads a model, so that its first answer comes quickly, and talks with it from the beginning.
   *
   * @throws {HologramError} What the server says when it cannot; the chat then has the model that it had.
   */
  async load(model: string, signal: AbortSignal): Promise<void> {
    const { terminal } = this.context;
    const { options, keep_alive } = this.settings;
    const stopSpinner = startSpinner(terminal);
    try {
      const shown = await this.#fetchShown(model, signal);
      const body = { model, options, keep_alive };
      const loaded = await this.client.send("/api/generate", { body, signal });
      await loaded.body?.cancel();
      this.#shown = shown;
    } finally {
      stopSpinner();
    }
    this.settings.model = model;
    this.messages = [];
    if (!this.converses) {
      terminal.note(
        `${model} has no chat template: it continues each line by itself, and remembers none\n`,
      );
    }
  }

  /** What the server says of the model now. */
  async show(signal: AbortSignal): Promise<ShownModel> {
    return await this.#fetchShown(this.settings.model, signal);
  }

  /** The route and the body of the request that says something to the model. */
  request(
    message: Message,
  ): { path: "/api/chat" | "/api/generate"; body: Record<string, unknown> } {
    const { model, options, system, format, think, keep_alive, truncate } = this.settings;
    const fields = { model, options, format, think, keep_alive, truncate };
    if (!this.converses) {
      const { content: prompt, images } = message;
      return { path: "/api/generate", body: { ...fields, prompt, images, system } };
    }
    const first: Message[] = system === undefined ? [] : [{ role: "system", content: system }];
    const messages = [...first, ...this.messages, message];
    return { path: "/api/chat", body: { ...fields, messages } };
  }

  /** Sets a parameter from the words that give it. */
  setParameter(name: string, words: readonly string[]): void {
    this.settings.options[name] = parseParameter(name, words);
  }

  async #fetchShown(model: string, signal: AbortSignal): Promise<ShownModel> {
    const response = await this.client.send("/api/show", { body: { model }, signal });
    return await response.json() as ShownModel;
  }
}
