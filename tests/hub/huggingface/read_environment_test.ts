import assert from "node:assert/strict";
import { openHubClient } from "../../../src/hub/huggingface/mod.ts";
import { join } from "../../../src/deps/path.ts";
import { withFolder } from "../../onnx/build_model.ts";

async function environment(variables: Record<string, string>, userHome?: string) {
  const client = await openHubClient({
    fetch,
    env: (name) => variables[name],
    userHome,
    sleep: () => Promise.resolve(),
  });
  return client.environment;
}

Deno.test("without variables the hub is huggingface.co, with no token, online", async () => {
  assert.deepEqual(await environment({}), {
    endpoint: "https://huggingface.co",
    isOffline: false,
  });
});

Deno.test("a token is taken from a variable, then from a file, with where it is from", async () => {
  await withFolder(async (home) => {
    const file = join(home, ".cache", "huggingface", "token");
    await Deno.mkdir(join(home, ".cache", "huggingface"), { recursive: true });
    await Deno.writeTextFile(file, "hf_standard\n");
    await Deno.writeTextFile(join(home, "token"), "hf_home");
    await Deno.writeTextFile(join(home, "other"), " hf_other ");
    const cases: [Record<string, string>, value: string, from: string][] = [
      [{}, "hf_standard", file],
      [{ HF_HOME: home }, "hf_home", join(home, "token")],
      [{ HF_HOME: "~" }, "hf_home", join(home, "token")],
      [{ XDG_CACHE_HOME: join(home, ".cache") }, "hf_standard", file],
      [{ HF_HOME: home, HF_TOKEN_PATH: "~/other" }, "hf_other", join(home, "other")],
      [{ HUGGING_FACE_HUB_TOKEN: "hf_old" }, "hf_old", "HUGGING_FACE_HUB_TOKEN"],
      [{ HF_TOKEN: "hf_new\n", HUGGING_FACE_HUB_TOKEN: "hf_old" }, "hf_new", "HF_TOKEN"],
    ];
    for (const [variables, value, from] of cases) {
      assert.deepEqual((await environment(variables, home)).token, { value, from });
    }
    assert.equal((await environment({ HF_HOME: join(home, "none") }, home)).token, undefined);
  });
});

Deno.test("the cache is where Hugging Face's tools keep theirs", async () => {
  const cache = async (variables: Record<string, string>) =>
    (await environment(variables, "/nowhere/u")).cache;
  assert.equal(await cache({}), join("/nowhere/u", ".cache", "huggingface", "hub"));
  assert.equal(
    await cache({ XDG_CACHE_HOME: "/nowhere/c" }),
    join("/nowhere/c", "huggingface", "hub"),
  );
  assert.equal(await cache({ HF_HOME: "/nowhere/h" }), join("/nowhere/h", "hub"));
  assert.equal(
    await cache({ HF_HOME: "/nowhere/h", HF_HUB_CACHE: "~/x" }),
    join("/nowhere/u", "x"),
  );
});

Deno.test("an endpoint may have a path and loses its last slash", async () => {
  const { endpoint } = await environment({ HF_ENDPOINT: "https://mirror.example.com/hf/" });
  assert.equal(endpoint, "https://mirror.example.com/hf");
});

Deno.test("HF_HUB_OFFLINE is read as Hugging Face's tools read it", async () => {
  for (const value of ["1", "ON", "yes", "True"]) {
    assert.equal((await environment({ HF_HUB_OFFLINE: value })).isOffline, true, value);
  }
  for (const value of ["0", "off", "no", "", "false"]) {
    assert.equal((await environment({ HF_HUB_OFFLINE: value })).isOffline, false, value);
  }
});

Deno.test("a wrong endpoint and a token that cannot be one are refused, without showing it", async () => {
  for (const HF_ENDPOINT of ["mirror", "ftp://x", "https://u:p@x", "https://x?y"]) {
    await assert.rejects(environment({ HF_ENDPOINT }), { kind: "usage", message: /HF_ENDPOINT/ });
  }
  await assert.rejects(environment({ HF_TOKEN: "hf_sécret" }), (error: Error) => {
    assert.match(error.message, /the token from HF_TOKEN/);
    assert.doesNotMatch(error.message, /sécret/);
    return true;
  });
});
