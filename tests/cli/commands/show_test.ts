import assert from "node:assert/strict";
import { showInfo, type ShowReply } from "../../../src/cli/format/show_info.ts";
import { runCommand } from "../run_command.ts";

const REPLY: ShowReply = {
  name: "tiny:latest",
  details: { family: "llama", parameter_size: "656K", quantization_level: "fp32" },
  model_info: { "general.architecture": "llama" },
  system: "Be brief.\nBe kind.",
  license: "\x1b[31mMIT",
  parameters: "temperature    0",
};

const answer = () => Response.json(REPLY);

Deno.test("show prints what showInfo writes, or JSON", async () => {
  const { printed, requests } = await runCommand(["show", "tiny"], { answer });
  assert.equal(printed, showInfo(REPLY));
  assert.deepEqual(requests.map(({ body }) => body), [{ model: "tiny" }]);
  assert.deepEqual(
    JSON.parse((await runCommand(["show", "tiny", "--json"], { answer })).printed),
    REPLY,
  );
});

Deno.test("show -v asks for everything", async () => {
  const { requests } = await runCommand(["show", "tiny", "-v"], { answer });
  assert.deepEqual(requests.map(({ body }) => body), [{ model: "tiny", verbose: true }]);
});

Deno.test("show prints one text of a model as it is, and to a screen without what that would obey", async () => {
  const text = async (flag: string, screen = false) =>
    (await runCommand(["show", "tiny", flag], { answer, screen })).printed;
  assert.equal(await text("--system"), "Be brief.\nBe kind.\n");
  assert.equal(await text("--parameters"), "temperature    0\n");
  assert.equal(await text("--template"), "\n");
  assert.equal(await text("--license"), "\x1b[31mMIT\n");
  assert.equal(await text("--license", true), "␛[31mMIT\n");
});

Deno.test("show refuses two texts at once, before it asks the server", async () => {
  const { error, requests } = await runCommand(["show", "tiny", "--system", "--license"], {});
  assert.equal(
    error?.message,
    "only one of '--license', '--modelfile', '--parameters', '--system', or '--template' can be specified",
  );
  assert.equal(error?.exitCode, 2);
  assert.deepEqual(requests, []);
});
