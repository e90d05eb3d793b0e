import assert from "node:assert/strict";
import { completeWords } from "../../../src/cli/completion/complete_words.ts";
import { Argument, Command } from "../../../src/deps/command.ts";

const tree = new Command("hologram").helpCommand(false) as Command;
tree.command("run").argument("<model>").argument("[prompt...]").summary("run a model")
  .option("--input <file...>", "tensors").option("--verbose", "say more")
  .option("-o, --option <key=value...>", "options").option("--from <path>", "a file")
  .option("--format <json|file>", "a schema").option("--think [level]", "think first");
tree.command("list").alias("ls").argument("[prefix]").summary("list models");
tree.command("cp").argument("<source>").argument("<destination>").summary("copy");
tree.command("rm").argument("<models...>").summary("remove");
tree.command("verify").argument("<file|model>").summary("verify");
tree.command("completions").addArgument(new Argument("<shell>").choices(["bash", "fish"]));
tree.command("secret", { hidden: true }).argument("<model>");

const MODELS = ["tiny:latest", "tiny:q4", "other/big:latest"];

/** What the last of some words may become; `:files` when files may. */
async function complete(...words: string[]): Promise<string[]> {
  const models = () => Promise.resolve(MODELS.map((value) => ({ value, description: "a model" })));
  const { candidates, files } = await completeWords(tree, words, models);
  return [...candidates.map(({ value }) => value), ...(files ? [":files"] : [])];
}

Deno.test("completeWords completes commands, not those that are hidden", async () => {
  const names = ["run", "list", "cp", "rm", "verify", "completions"];
  assert.deepEqual(await complete(""), names);
  assert.deepEqual(await complete(), names);
  assert.deepEqual(await complete("r"), ["run", "rm"]);
  assert.deepEqual(await complete("x"), []);
  assert.deepEqual(await complete("x", ""), []);
});

Deno.test("completeWords completes the names of models where one belongs", async () => {
  assert.deepEqual(await complete("run", ""), MODELS);
  assert.deepEqual(await complete("run", "tiny:"), ["tiny:latest", "tiny:q4"]);
  assert.deepEqual(await complete("run", "other/"), ["other/big:latest"]);
  assert.deepEqual(await complete("run", "tiny", ""), []);
  assert.deepEqual(await complete("ls", "t"), ["tiny:latest", "tiny:q4"]);
  assert.deepEqual(await complete("cp", "o"), ["other/big:latest"]);
  assert.deepEqual(await complete("cp", "tiny", ""), []);
  assert.deepEqual(await complete("rm", "a", "b", "o"), ["other/big:latest"]);
  assert.deepEqual(await complete("verify", "o"), ["other/big:latest", ":files"]);
});

Deno.test("completeWords completes options, and reads past those that are there", async () => {
  assert.deepEqual(await complete("run", "tiny", "--"), [
    "--input",
    "--verbose",
    "--option",
    "--from",
    "--format",
    "--think",
    "--help",
  ]);
  assert.deepEqual(await complete("run", "--v"), ["--verbose"]);
  assert.deepEqual(await complete("run", "--verbose", "o"), ["other/big:latest"]);
  assert.deepEqual(await complete("run", "--from", ""), [":files"]);
  assert.deepEqual(await complete("run", "--format", ""), [":files"]);
  assert.deepEqual(await complete("run", "--think", "o"), ["other/big:latest"]);
  assert.deepEqual(await complete("run", "--from", "x", "o"), ["other/big:latest"]);
  assert.deepEqual(await complete("run", "--unknown", "o"), ["other/big:latest"]);
  assert.deepEqual(await complete("run", "--", "--v"), []);
  assert.deepEqual(await complete("run", "--", "o"), ["other/big:latest"]);
});

Deno.test("completeWords goes on with a list of values until the next option", async () => {
  assert.deepEqual(await complete("run", "tiny", "--input", "a.npy", ""), [":files"]);
  assert.deepEqual(await complete("run", "tiny", "--input", "a.npy", "--v"), ["--verbose"]);
  assert.deepEqual(await complete("run", "--input", "a.npy", "--verbose", "o"), [
    "other/big:latest",
  ]);
  assert.deepEqual(await complete("run", "tiny", "-o", ""), []);
});

Deno.test("completeWords offers the choices of an argument", async () => {
  assert.deepEqual(await complete("completions", ""), ["bash", "fish"]);
  assert.deepEqual(await complete("completions", "b"), ["bash"]);
});

Deno.test("completeWords asks for models only where one belongs", async () => {
  const fail = () => Promise.reject(new Error("asked"));
  await completeWords(tree, ["ru"], fail);
  await completeWords(tree, ["run", "--v"], fail);
  await completeWords(tree, ["run", "tiny", "x"], fail);
  await assert.rejects(completeWords(tree, ["run", ""], fail), /asked/);
});
