import assert from "node:assert/strict";
import { HologramError } from "../../src/base/mod.ts";
import { join, resolve } from "../../src/deps/path.ts";
import { expandPath } from "../../src/holofile/mod.ts";
import { ollamaCases } from "../support/ollama_cases.ts";

const HOMES: Record<string, string> = { anotheruser: "/home/anotheruser" };

function homeOf(user?: string): string | undefined {
  return user === undefined ? "/home/testuser" : HOMES[user];
}

const cases = ollamaCases("modelfile_path_expand");

Deno.test({
  name: "expandPath() leads where Ollama's paths lead",
  ignore: cases === undefined,
  fn() {
    for (const { in: [path, folder], expect } of cases!.cases) {
      if (expect.error) assert.throws(() => expandPath(path, folder, homeOf), HologramError, path);
      else assert.equal(expandPath(path, folder, homeOf), resolve(expect), path);
    }
  },
});

Deno.test("expandPath() takes other paths relative to the Holofile's folder", () => {
  const folder = resolve("/models/mine");
  assert.equal(expandPath("model.onnx", folder, homeOf), join(folder, "model.onnx"));
  assert.equal(expandPath("../x", folder, homeOf), resolve("/models/x"));
  assert.equal(expandPath(".", folder, homeOf), folder);
  assert.equal(expandPath("a~b", folder, homeOf), join(folder, "a~b"));
  assert.equal(expandPath("x", "", homeOf), resolve("x"));
  assert.equal(expandPath("~/../x", folder, homeOf), resolve("/home/x"));
});

Deno.test("expandPath() names a user whose home it does not know", () => {
  for (const [path, message] of [["~nobody/x", /user nobody/], ["~", /this user/]] as const) {
    assert.throws(() => expandPath(path, "", () => undefined), (error) => {
      assert.ok(error instanceof HologramError && error.kind === "not_found");
      assert.match(error.message, message);
      return true;
    });
  }
});
