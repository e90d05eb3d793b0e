import { Argument, Command, Option } from "../deps/command.ts";
import type { CliContext } from "./cli_context.ts";
import { SHELLS } from "./completion/scripts.ts";

/**
 * The command tree. Each command's code is loaded when the command runs, so that a start pays for one.
 *
 * @param context What the commands are given.
 */
export function program(context: CliContext): Command {
  const tree = new Command("hologram")
    .description("Run AI models on this machine")
    .version("", "-v, --version", "print the version")
    .helpCommand(false)
    // What stands behind a command is that command's: its -v is another one.
    .enablePositionalOptions()
    .showSuggestionAfterError();

  tree.command("serve").alias("start")
    .summary("start the server")
    .description("Start the server, which the other commands then speak to.")
    .option("--host <host>", "address to listen on (default: 127.0.0.1)")
    .option("--port <port>", "port to listen on (default: 11434)")
    .option("--memory-budget <mb>", "memory that loaded models may take (default: 8192)")
    .option("--idle-timeout <secs>", "unload a model after idle seconds (default: 300)")
    .option("--preload <model...>", "load these models at the start")
    .option("--socket <path>", "listen on a Unix socket instead")
    .option("--tls-cert <file>", "serve HTTPS with this certificate (PEM)")
    .option("--tls-key <file>", "its private key (PEM)")
    .option("--allow-unauthenticated", "let other machines in without a key")
    .addHelpText("after", example("hologram serve --port 11500"))
    .action(async (options) => (await import("./commands/serve.ts")).serve(context, options));

  tree.command("create").argument("<name>", "name of the new model")
    .summary("make a model from a Holofile or an ONNX file")
    .description(
      "Make a model as a Holofile says (an Ollama Modelfile does as well), or of an ONNX file, a folder in Hugging Face " +
        "layout around one, or another model.",
    )
    .option(
      "-f, --file <path>",
      "the Holofile; - reads standard input (default: Holofile, Modelfile)",
    )
    .option("--from <path>", "a file, a folder or a model, without a Holofile")
    .option("-q, --quantize <type>", "bring the weights to this type, q4 for example")
    .option("--verbose", "print what each pass of the compiler did")
    .addOption(new Option("--draft-quantize <type>").hideHelp())
    .addOption(new Option("--experimental").hideHelp())
    .addHelpText("after", example("hologram create tiny --from ./tiny-model"))
    .action(async (name, options) =>
      (await import("./commands/create.ts")).create(context, name, options)
    );

  tree.command("run").argument("<model>", "name of the model")
    .argument("[prompt...]", "text to continue; piped text comes before it")
    .summary("talk with a model, or run it on a prompt or on tensors")
    .description(
      "Continue a prompt, print a text's embedding, or compute on tensors: one .json file in the Open Inference " +
        "Protocol's form, or .npy files. Without any, talk with the model. An empty prompt only loads it.",
    )
    .option("--prompt <text>", "the prompt")
    .option("--input <file...>", "tensors: x.json, x.npy or name=x.npy")
    .option("--output <file...>", "where outputs go: y.json, y.npy or name=y.npy")
    .option(
      "-o, --option <key=value...>",
      "sampling options: temperature=0, seed=7, num_predict=50",
    )
    .option("--stream", "print text as it comes (the default)")
    .option("--no-stream", "print text when it is complete")
    .option(
      "--format <json|file>",
      "structure of the answer: json, a JSON Schema, or a file with one",
    )
    .addOption(
      new Option(
        "--think [level]",
        "think before the answer, or --think=false, low, medium, high, max",
      ),
    )
    .option("--hidethinking", "leave out what the model thinks")
    .option(
      "--keepalive <duration>",
      "how long the model stays loaded: 5m, 1h30m, seconds, -1 for ever",
    )
    .option("--truncate [bool]", "cut too long a text (the default); --truncate=false refuses it")
    .option("--dimensions <n>", "how many numbers of an embedding to keep")
    .option("--insecure", "take a model from a registry without TLS")
    .option("--json", "print the whole answer as JSON")
    .option("--verbose", "print timings after the answer")
    .option("--nowordwrap", "break lines where the screen ends, not between words")
    .addHelpText("after", example('hologram run tiny "What colour is grass?"'))
    .action(async (model, words, options) =>
      (await import("./commands/run.ts")).run(context, model, words, options)
    );

  tree.command("pull").argument("<models...>", "names: org/repo, host/name:tag")
    .summary("pull models from Hugging Face or a registry")
    .description(
      "Fetch models and compile them: from Hugging Face (org/repo, with a part of it behind a colon), or from a registry " +
        "(host/namespace/name:tag). What broke off goes on where it ended.",
    )
    .option("--as <name>", "the name that the model gets here")
    .option("--dtype <type>", "the precision of its weights: fp32, fp16, q8, q4")
    .addOption(new Option("--quantize <type>").hideHelp())
    .option("--dry-run", "print what would be pulled, and why")
    .option("--insecure", "allow a registry without TLS")
    .option("--verbose", "print what each pass of the compiler did")
    .option("--json", "print the progress as lines of JSON")
    .addHelpText("after", example("hologram pull onnx-community/SmolLM2-135M-Instruct --dtype q4"))
    .action(async (models, options) =>
      (await import("./commands/pull.ts")).pull(context, models, options)
    );

  tree.command("push").argument("<model>", "name of the model, with its registry")
    .summary("push a model to its registry")
    .option("--insecure", "allow a registry without TLS")
    .addHelpText("after", example("hologram push registry.example.com/ada/tiny:1.0"))
    .action(async (model, options) =>
      (await import("./commands/push.ts")).push(context, model, options)
    );

  for (const [name, hidden] of [["signin", false], ["login", true]] as const) {
    tree.command(name, { hidden }).argument("[registry]", "the registry's host, or hf.co")
      .summary("sign in at a registry")
      .description(
        "Sign in at a registry: with a token, a user name and a password, or on a page where the registry has one. " +
          "What is missing is asked for at the terminal.",
      )
      .option("--token <token>", "a token; - reads standard input")
      .option("--username <name>", "the user's name")
      .option("--password-stdin", "read the password from standard input")
      .addHelpText("after", example(`hologram ${name} hf.co --token - < token.txt`))
      .action(async (registry, options) =>
        (await import("./commands/signin.ts")).signin(context, registry, options)
      );
  }

  for (const [name, hidden] of [["signout", false], ["logout", true]] as const) {
    tree.command(name, { hidden }).argument("[registry]", "the registry's host, or hf.co")
      .summary("sign out of a registry")
      .addHelpText("after", example(`hologram ${name} registry.example.com`))
      .action(async (registry) =>
        (await import("./commands/signout.ts")).signout(context, registry)
      );
  }

  tree.command("whoami").argument("[registry]", "the registry's host, or hf.co")
    .summary("print who you are at a registry")
    .option("--json", "print JSON")
    .addHelpText("after", example("hologram whoami"))
    .action(async (registry, options) =>
      (await import("./commands/whoami.ts")).whoami(context, registry, options)
    );

  tree.command("search").argument("<words...>", "what to look for")
    .summary("search for models that can be pulled")
    .option("--limit <n>", "how many models at most (default: 20)")
    .option("--json", "print JSON")
    .addHelpText("after", example("hologram search smollm"))
    .action(async (words, options) =>
      (await import("./commands/search.ts")).search(context, words, options)
    );

  tree.command("list").alias("ls").argument("[prefix]", "only names that begin so")
    .summary("list the models on this disk")
    .option("--remote <name>", "list what can be pulled of a model instead")
    .option("--json", "print JSON")
    .addHelpText("after", example("hologram list"))
    .action(async (prefix, options) =>
      (await import("./commands/list.ts")).list(context, prefix, options)
    );

  tree.command("show").argument("<model>", "name of the model")
    .summary("show what a model is, takes and gives")
    .option("--license", "print its licence")
    .option("--modelfile", "print the Holofile that would make it")
    .option("--parameters", "print its options")
    .option("--system", "print its system message")
    .option("--template", "print its chat template")
    .option("-v, --verbose", "show all metadata and the tensors")
    .option("--json", "print JSON")
    .addHelpText("after", example("hologram show tiny"))
    .action(async (model, options) =>
      (await import("./commands/show.ts")).show(context, model, options)
    );

  tree.command("rm").argument("<models...>", "names of models")
    .summary("remove models")
    .option("-f, --force", "remove a model even while it answers")
    .addHelpText("after", example("hologram rm tiny"))
    .action(async (models, options) =>
      (await import("./commands/rm.ts")).rm(context, models, options)
    );

  tree.command("cp").argument("<source>", "name of a model")
    .argument("<destination>", "its second name")
    .summary("give a model a second name")
    .addHelpText("after", example("hologram cp tiny my-tiny"))
    .action(async (source, destination) =>
      (await import("./commands/cp.ts")).cp(context, source, destination)
    );

  tree.command("ps").argument("[prefix]", "only names that begin so")
    .summary("list the loaded models")
    .option("--json", "print JSON")
    .addHelpText("after", example("hologram ps"))
    .action(async (prefix, options) =>
      (await import("./commands/ps.ts")).ps(context, prefix, options)
    );

  tree.command("stop").argument("<models...>", "names of models")
    .summary("unload models from memory")
    .addHelpText("after", example("hologram stop tiny"))
    .action(async (models) => (await import("./commands/stop.ts")).stop(context, models));

  tree.command("verify").argument("<file|model>", "a .holo file, or the name of a model")
    .summary("compare every hash in a .holo file")
    .option("--json", "print JSON")
    .addHelpText("after", example("hologram verify tiny"))
    .action(async (target, options) =>
      (await import("./commands/verify.ts")).verify(context, target, options)
    );

  tree.command("doctor")
    .summary("check this machine, the server and the models")
    .description(
      "Show what this machine has, what holds of the configuration, and whether the server and the store are healthy. " +
        "Ends with 1 where something is broken.",
    )
    .option("--json", "print JSON")
    .addHelpText("after", example("hologram doctor"))
    .action(async (options) => (await import("./commands/doctor.ts")).doctor(context, options));

  tree.command("config")
    .summary("print the effective configuration")
    .option("--json", "print JSON")
    .addHelpText("after", example("hologram config"))
    .action(async (options) => (await import("./commands/config.ts")).config(context, options));

  tree.command("version")
    .summary("print the versions of this program and of the server")
    .option("--json", "print JSON")
    .addHelpText("after", example("hologram version"))
    .action(async (options) => (await import("./commands/version.ts")).version(context, options));

  tree.command("completions")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .summary("print the script that completes command lines in a shell")
    .description("Print the script that lets bash, zsh or fish complete commands and model names.")
    .addHelpText("after", example("source <(hologram completions bash)"))
    .action(async (shell) =>
      (await import("./commands/completions.ts")).completions(context, shell)
    );

  tree.command("complete", { hidden: true }).argument("[words...]")
    .action(async (words) =>
      (await import("./commands/complete.ts")).complete(context, tree as unknown as Command, words)
    );

  return tree as unknown as Command;
}

/** The end of a command's help. */
function example(line: string): string {
  return `\nExample:\n  ${line}`;
}
