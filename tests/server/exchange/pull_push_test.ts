import assert from "node:assert/strict";
import { join } from "../../../src/deps/path.ts";
import { hasDockerRegistry, HTPASSWD, startDockerRegistry } from "../../support/docker_registry.ts";
import { hologram, ROOT } from "../../support/hologram.ts";
import { folderFiles, HubServer } from "../../support/hub_server.ts";

const DECODER = join(ROOT, "tests/fixtures/networks/decoder");

/** Runs commands in a home of their own, with a hub of this machine. */
async function withHub(
  test: (
    run: (...args: string[]) => ReturnType<typeof hologram>,
    hub: HubServer,
    env: Record<string, string>,
  ) => Promise<void>,
): Promise<void> {
  const home = await Deno.makeTempDir();
  await using hub = new HubServer();
  const env = { HF_ENDPOINT: hub.url, HF_HOME: join(home, "hf"), HF_TOKEN: "" };
  try {
    await test((...args) => hologram(args, { home, env }), hub, env);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

Deno.test("a model of Hugging Face is pulled, compiled, and answers under both its names", () =>
  withHub(async (run, hub) => {
    hub.add("Team/Tiny-Talk", await folderFiles(DECODER));
    const plan = await run("pull", "Team/Tiny-Talk", "--dry-run");
    assert.equal(plan.code, 0, plan.stderr);
    assert.match(plan.stdout, /model\.onnx/);
    assert.equal((await run("list")).stdout.trim().split("\n").length, 1, "nothing was pulled");

    const pulled = await run("pull", "Team/Tiny-Talk");
    assert.equal(pulled.code, 0, pulled.stderr);
    assert.match(pulled.stderr, /success/);
    assert.match((await run("list")).stdout, /^tiny-talk:latest +/m);
    for (const name of ["tiny-talk", "Team/Tiny-Talk", "hf.co/team/tiny-talk"]) {
      const { stdout, stderr } = await run("run", name, "What colour is grass?");
      assert.equal(stdout.trim(), "Grass is green.", `${name}: ${stderr}`);
    }
    const files = hub.requests.filter(({ path }) => path.includes("/resolve/")).length;
    assert.ok(files > 0);
    assert.equal((await run("pull", "Team/Tiny-Talk")).code, 0);
    const again = hub.requests.filter(({ path }) => path.includes("/resolve/")).length;
    assert.equal(again, files, "nothing came twice");

    hub.add("Other/Tiny-Talk", await folderFiles(DECODER));
    const taken = await run("pull", "Other/Tiny-Talk");
    assert.equal(taken.code, 1);
    assert.match(taken.stderr, /--as/);
    assert.equal((await run("pull", "Other/Tiny-Talk", "--as", "second")).code, 0);
    assert.match((await run("list")).stdout, /^second:latest +/m);
  }));

Deno.test("what cannot be pulled says why, and leaves nothing", () =>
  withHub(async (run, hub) => {
    hub.add("team/weights", { "config.json": "{}", "model.safetensors": "x".repeat(100) });
    hub.add("team/closed", await folderFiles(DECODER), { gated: ["hf_right"] });
    for (
      const [name, message] of [
        ["team/weights", /converter/],
        ["team/closed", /gated|terms|access/i],
        ["team/nothing", /not found|does not exist|no .*repository/i],
      ] as const
    ) {
      const { code, stderr } = await run("pull", name);
      assert.equal(code, 1, name);
      assert.match(stderr, message, name);
    }
    assert.equal((await run("list")).stdout.trim().split("\n").length, 1);
  }));

Deno.test("words find models, and a repository's variants are listed", () =>
  withHub(async (run, hub) => {
    hub.add("team/tiny-talk", await folderFiles(DECODER), { tags: ["onnx"] });
    const found = await run("search", "tiny", "--json");
    assert.equal(found.code, 0, found.stderr);
    assert.match(found.stdout, /team\/tiny-talk/);
    const variants = await run("list", "--remote", "team/tiny-talk");
    assert.equal(variants.code, 0, variants.stderr);
    assert.match(variants.stdout, /onnx|fp32|model/i);
  }));

Deno.test({
  name: "a model goes to a registry and comes back the same, for who is signed in",
  ignore: !hasDockerRegistry,
  fn: async () => {
    await using registry = await startDockerRegistry({ kind: "htpasswd", lines: HTPASSWD });
    const homes = [await Deno.makeTempDir(), await Deno.makeTempDir()] as const;
    const name = `${registry.host}/team/tiny:v1`;
    const run = (home: string, args: string[], stdin?: string) =>
      hologram(args, { home, stdin, env: { HF_TOKEN: "" } });
    const signin = (home: string, password: string) =>
      run(home, ["signin", registry.host, "--username", "ada", "--password-stdin"], password);
    const id = async (home: string) => {
      const { stdout } = await run(home, ["show", name, "--json"]);
      return JSON.parse(stdout).digest;
    };
    try {
      const [here, there] = homes;
      assert.equal((await run(here, ["create", name, "--from", DECODER])).code, 0);
      const refused = await run(here, ["push", name]);
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, /hologram signin/);
      const wrong = await signin(here, "wrong");
      assert.equal(wrong.code, 1);
      assert.ok(!wrong.stderr.includes("wrong\n"));
      const right = await signin(here, "correct horse");
      assert.equal(right.code, 0, right.stderr);
      assert.match((await run(here, ["whoami", registry.host])).stdout, /ada/);
      const pushed = await run(here, ["push", name]);
      assert.equal(pushed.code, 0, pushed.stderr);

      assert.equal((await run(there, ["pull", name])).code, 1);
      assert.equal((await signin(there, "correct horse")).code, 0);
      const pulled = await run(there, ["pull", name]);
      assert.equal(pulled.code, 0, pulled.stderr);
      assert.equal(await id(there), await id(here));
      const { stdout } = await run(there, ["run", name, "What colour is grass?"]);
      assert.equal(stdout.trim(), "Grass is green.");
      assert.equal((await run(here, ["signout", registry.host])).code, 0);
      assert.equal((await run(here, ["push", name])).code, 1);
    } finally {
      for (const home of homes) await Deno.remove(home, { recursive: true });
    }
  },
});
