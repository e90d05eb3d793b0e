import type { Argument, Command, Option } from "../../deps/command.ts";

/** Something that a word on the command line may become. */
export interface Candidate {
  /** The word. */
  value: string;
  /** What it is, in a few words. */
  description: string;
}

/** What a word on the command line may become. */
export interface Completion {
  /** Words. */
  candidates: Candidate[];
  /** Whether files are wanted as well. */
  files: boolean;
}

/** What values are, by the name that an argument or an option's value has in the command tree. */
const MODELS: readonly string[] = ["model", "models", "source", "prefix", "file|model"];
const FILES: readonly string[] = ["file", "path", "file|model", "json|file"];

/**
 * What the last word of a command line may become.
 *
 * @param tree The commands.
 * @param words The words behind the program's name; the last one, perhaps empty, is to be completed.
 * @param models Lists the models; is called only where one is wanted.
 */
export async function completeWords(
  tree: Command,
  words: readonly string[],
  models: () => Promise<Candidate[]>,
): Promise<Completion> {
  const current = words.at(-1) ?? "";
  const [name, ...before] = words.slice(0, -1);
  const found = name === undefined ? commands(tree) : await inCommand(name, before);
  const candidates = found.candidates.filter(({ value }) => value.startsWith(current));
  return { candidates, files: found.files };

  async function inCommand(name: string, before: readonly string[]): Promise<Completion> {
    const command = tree.commands.find((command) =>
      command.name() === name || command.aliases().includes(name)
    );
    if (command === undefined) return NOTHING;
    const { option, position, operandsOnly } = read(command as unknown as Command, before);
    if (option !== undefined && (option.needsValue || !current.startsWith("-"))) {
      const placeholder = /[<[]([^\]>.]+)/.exec(option.option.flags)?.[1] ?? "";
      return await values(placeholder, option.option.argChoices);
    }
    if (current.startsWith("-") && !operandsOnly) {
      return options(tree, command as unknown as Command);
    }
    const argument = argumentAt(command.registeredArguments, position);
    return argument === undefined ? NOTHING : await values(argument.name(), argument.argChoices);
  }

  async function values(name: string, choices: readonly string[] | undefined): Promise<Completion> {
    if (choices !== undefined) {
      return { candidates: choices.map((value) => ({ value, description: "" })), files: false };
    }
    return {
      candidates: MODELS.includes(name) ? await models() : [],
      files: FILES.includes(name),
    };
  }
}

const NOTHING: Completion = { candidates: [], files: false };

function commands(tree: Command): Completion {
  const candidates = tree.createHelp().visibleCommands(tree)
    .map((command) => ({ value: command.name(), description: command.summary() }));
  return { candidates, files: false };
}

function options(tree: Command, command: Command): Completion {
  const candidates = tree.createHelp().visibleOptions(command)
    .map(({ long, short, description }) => ({ value: long ?? short ?? "", description }));
  return { candidates, files: false };
}

/** The option whose value comes next, if one does; else the place of the next argument. */
interface Place {
  option?: { option: Option; needsValue: boolean };
  position: number;
  operandsOnly: boolean;
}

function read(command: Command, words: readonly string[]): Place {
  const place: Place = { position: 0, operandsOnly: false };
  for (const word of words) {
    if (place.option?.needsValue) {
      // A list goes on until the next option.
      if (place.option.option.variadic) place.option.needsValue = false;
      else place.option = undefined;
    } else if (place.operandsOnly) place.position++;
    else if (word === "--") {
      place.option = undefined;
      place.operandsOnly = true;
    } else if (word.startsWith("-") && word !== "-") {
      const option = command.options.find(({ long, short }) => word === long || word === short);
      place.option = option?.required ? { option, needsValue: true } : undefined;
    } else if (place.option === undefined) place.position++;
  }
  return place;
}

function argumentAt(args: readonly Argument[], position: number): Argument | undefined {
  const last = args.at(-1);
  return args[position] ?? (last?.variadic ? last : undefined);
}
