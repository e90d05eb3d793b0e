/** One instruction of a Holofile. */
export interface HolofileCommand {
  /** The instruction in lower case (`model` for `FROM`); of a `PARAMETER`, the parameter's own name. */
  name: string;
  /** Its value without quotes; of a `MESSAGE`, `role: text`. */
  args: string;
  /** The line that it starts on, from 1. */
  line: number;
}

/** A message that starts each conversation with a model. */
export interface HolofileMessage {
  /** `system`, `user` or `assistant`. */
  role: string;
  /** Its text. */
  content: string;
}

/** Instructions that Ollama knows, in the order in which its messages list them. */
const OLLAMA_KEYWORDS = [
  "from",
  "license",
  "template",
  "system",
  "adapter",
  "draft",
  "renderer",
  "parser",
  "parameter",
  "message",
  "requires",
];

/** Instructions that only a Holofile has. */
const OWN_KEYWORDS = ["input", "memory_budget", "parallel", "description"];

const KEYWORDS: ReadonlySet<string> = new Set([...OLLAMA_KEYWORDS, ...OWN_KEYWORDS]);

/** Names of commands that are no parameter. */
const COMMAND_NAMES: ReadonlySet<string> = new Set(
  [...KEYWORDS].filter((keyword) => keyword !== "parameter").map(commandName),
);

/** What Ollama says of a word that is no instruction. */
export const UNKNOWN_INSTRUCTION: string = `command must be one of ${
  OLLAMA_KEYWORDS.slice(0, -1).map((keyword) => `"${keyword}"`).join(", ")
}, or "${OLLAMA_KEYWORDS.at(-1)}"`;

/** What Ollama's message does not say: the instructions that are added here. */
export const OWN_INSTRUCTIONS_HINT: string = `A Holofile has ${
  OWN_KEYWORDS.map((keyword) => keyword.toUpperCase()).join(", ")
} besides`;

/** Whether a word in lower case is an instruction. */
export function isKeyword(word: string): boolean {
  return KEYWORDS.has(word);
}

/** The name of the command that an instruction, in lower case, makes. */
export function commandName(keyword: string): string {
  return keyword === "from" ? "model" : keyword;
}

/** Whether a command of this name is an instruction of its own, not a `PARAMETER`. */
export function isCommandName(name: string): boolean {
  return COMMAND_NAMES.has(name);
}

/** The message that the `args` of a `MESSAGE` say. */
export function splitMessage(args: string): HolofileMessage {
  const [role = "", ...content] = args.split(": ");
  return { role, content: content.join(": ") };
}
