import { errorMessage, HologramError } from "../../base/mod.ts";
import { Environment, Interpreter, parse, tokenize } from "../../deps/jinja.ts";
import { strftime } from "./strftime.ts";

/** One message of a conversation; a template may read further fields. */
export interface ChatMessage {
  /** Who speaks: `system`, `user`, `assistant`, `tool`. */
  role: string;
  /** What was said. */
  content?: unknown;
  /** Whatever else the template knows: `tool_calls`, `name`, `thinking`, ... */
  [field: string]: unknown;
}

/** What a template is compiled with. */
export interface ChatTemplateOptions {
  /** Value of `bos_token`; empty unless given. */
  bosToken?: string;
  /** Value of `eos_token`; empty unless given. */
  eosToken?: string;
  /** What `strftime_now` reads, in local time; the system's clock unless given. */
  now?: () => Date;
}

/** What a template is rendered with; further entries are variables of the template. */
export interface ChatRenderOptions {
  /** Whether the prompt ends where the assistant's answer begins. */
  addGenerationPrompt?: boolean;
  /** Tools that the model may call, in OpenAI's form. */
  tools?: readonly unknown[];
  /** Variables of the template, such as `enable_thinking`. */
  [variable: string]: unknown;
}

/** Renders a conversation as the text that the model expects. */
export type ChatTemplate = (
  messages: readonly ChatMessage[],
  options?: ChatRenderOptions,
) => string;

/**
 * Compiles a chat template in Jinja, with the conventions of Hugging Face's `transformers`: `trim_blocks`,
 * `lstrip_blocks`, `raise_exception`, `strftime_now`.
 *
 * The template it gives throws a {@linkcode HologramError} `invalid`: with the template's own words when it refuses the
 * conversation (`raise_exception`), and when it cannot be rendered.
 *
 * @throws {HologramError} `invalid` when the source is no valid template.
 */
export function compileChatTemplate(
  source: string,
  options: ChatTemplateOptions = {},
): ChatTemplate {
  const program = attempt("Cannot compile the chat template", () => {
    return parse(tokenize(source, { lstrip_blocks: true, trim_blocks: true }));
  });
  const now = options.now ?? (() => new Date());
  return (messages, { addGenerationPrompt = false, tools, ...variables } = {}) =>
    attempt("Cannot render the chat template", () => {
      const environment = new Environment();
      const values = {
        ...constants,
        range,
        raise_exception: refuse,
        strftime_now: (format: string) => strftime(now(), format),
        bos_token: options.bosToken ?? "",
        eos_token: options.eosToken ?? "",
        documents: null,
        ...variables,
        messages,
        tools: tools ?? null,
        add_generation_prompt: addGenerationPrompt,
      };
      for (const [name, value] of Object.entries(values)) environment.set(name, value);
      const result = new Interpreter(environment).run(program) as { value: string };
      return result.value;
    });
}

const constants = { true: true, false: false, none: null, True: true, False: false, None: null };

/** Runs a part of the template library; its errors become ours. */
function attempt<T>(what: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof HologramError) throw error;
    throw new HologramError(`${what}: ${errorMessage(error)}`, { kind: "invalid", cause: error });
  }
}

function refuse(message: unknown): never {
  throw new HologramError(String(message), { kind: "invalid" });
}

/** Python's `range`, as an array. */
function range(start: number, stop?: number, step = 1): number[] {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  if (step === 0) throw new Error("range() step must not be zero");
  const length = Math.max(0, Math.ceil((to - from) / step));
  return Array.from({ length }, (_, i) => from + i * step);
}
