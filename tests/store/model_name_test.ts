import assert from "node:assert/strict";
import { HologramError } from "../../src/base/mod.ts";
import {
  formatModelName,
  isDigest,
  isModelNamePart,
  isSameModelName,
  type ModelNamePart,
  parseModelName,
} from "../../src/store/mod.ts";
import { manifestPath, modelNameFromPath } from "../../src/store/manifest_tree.ts";
import { ollamaCases } from "../support/ollama_cases.ts";
import { HOST } from "./sample_model.ts";

const OPTIONS = { defaultHost: HOST };
const N80 = "8".repeat(80);
const N350 = "3".repeat(350);

Deno.test("parseModelName() and formatModelName() follow Ollama's rules with our default host", () => {
  // Text; host, namespace, model, tag; the short form.
  const cases: [string, string, string, string, string, string][] = [
    [
      `${HOST}/library/dolphin:7b-v2.6_K`,
      HOST,
      "library",
      "dolphin",
      "7b-v2.6_K",
      "dolphin:7b-v2.6_K",
    ],
    ["host/namespace/model:tag", "host", "namespace", "model", "tag", "host/namespace/model:tag"],
    ["host:port/ns/model:tag", "host:port", "ns", "model", "tag", "host:port/ns/model:tag"],
    ["host/ns/model", "host", "ns", "model", "latest", "host/ns/model:latest"],
    ["host:port/ns/model", "host:port", "ns", "model", "latest", "host:port/ns/model:latest"],
    ["namespace/model", HOST, "namespace", "model", "latest", "namespace/model:latest"],
    ["model", HOST, "library", "model", "latest", "model:latest"],
    ["h/nn/mm:t", "h", "nn", "mm", "t", "h/nn/mm:t"],
    [`${N80}/${N80}/${N80}:${N80}`, N80, N80, N80, N80, `${N80}/${N80}/${N80}:${N80}`],
    [`${N350}/${N80}/${N80}:${N80}`, N350, N80, N80, N80, `${N350}/${N80}/${N80}:${N80}`],
    ["_why/_the/_lucky:_stiff", "_why", "_the", "_lucky", "_stiff", "_why/_the/_lucky:_stiff"],
    ["m", HOST, "library", "m", "latest", "m:latest"],
    ["host:https/ns/model:tag", "host:https", "ns", "model", "tag", "host:https/ns/model:tag"],
    ["hf.co/org/repo:Q4_K_M", "hf.co", "org", "repo", "Q4_K_M", "hf.co/org/repo:Q4_K_M"],
    ["REGISTRY.hologram.dev/Library/M:T", "REGISTRY.hologram.dev", "Library", "M", "T", "M:T"],
  ];
  for (const [text, host, namespace, model, tag, short] of cases) {
    const name = parseModelName(text, OPTIONS);
    assert.deepEqual(name, { host, namespace, model, tag }, text);
    assert.equal(formatModelName(name, OPTIONS), short, text);
    assert.ok(isSameModelName(parseModelName(short, OPTIONS), name), text);
  }
});

Deno.test("parseModelName() keeps a scheme, which says nothing of the model's identity", () => {
  const name = parseModelName("http://host:80/ns/model:tag", OPTIONS);
  assert.deepEqual(name, {
    host: "host:80",
    namespace: "ns",
    model: "model",
    tag: "tag",
    scheme: "http",
  });
  assert.ok(isSameModelName(name, parseModelName("HOST:80/NS/Model:TAG", OPTIONS)));
  assert.equal(formatModelName(name, OPTIONS), "host:80/ns/model:tag");
});

Deno.test("parseModelName() refuses what is no name", () => {
  const wrong = [
    ...["", "n/m:", "@t", "m@d", "^", "mm:", "/nn/mm", "//", "//mm", "hh//", "//mm:@", "00@", "@"],
    ...[
      "-hh/nn/mm:tt",
      "hh/-nn/mm:tt",
      "hh/nn/-mm:tt",
      "hh/nn/mm:-tt",
      "host/name:space/model:tag",
    ],
    ...[":", "m:", ":t", "a/b/c/d", "a//b", "a/b/", "/m", "http://model", "n.s/m", "h/n.s/m"],
    ...["..", "../m", "../../m", "h/../m", "../n/m", "n/..", "m:..", "m:.", ".m", "m:../../x"],
    ...["a\\b", "..\\m", "m\0", "m\n", "m:t\n", "h/n/m\0:t", " m", "m ", "é", "m:é", "%2e%2e/m"],
    ...["C:\\m", "h/n/m:t/u", `${"8".repeat(81)}`, `m:${"8".repeat(81)}`, `${"8".repeat(81)}/m`],
    `${"3".repeat(351)}/n/m`,
  ];
  for (const text of wrong) {
    assert.throws(() => parseModelName(text, OPTIONS), (error) => {
      assert.ok(error instanceof HologramError, text);
      assert.equal(error.message, "invalid model name", text);
      assert.equal(error.kind, "invalid");
      return true;
    }, JSON.stringify(text));
  }
});

Deno.test("isModelNamePart() knows what each part may hold", () => {
  const cases: [ModelNamePart, string, boolean][] = [
    ["host", "", false],
    ["host", "a", true],
    ["host", "a.", true],
    ["host", "a.b", true],
    ["host", "a:123", true],
    ["host", "a:123/aa/bb", false],
    ["namespace", "", false],
    ["namespace", "bb", true],
    ["namespace", "a.", false],
    ["namespace", "a:b", false],
    ["namespace", "a/b", false],
    ["namespace", "a/b:c/d@e", false],
    ["namespace", "himynameisreallyreallyreallyreallylongbutitshouldstillbevalid", true],
    ["model", "-h", false],
    ["tag", "a:b", false],
  ];
  for (const [part, text, expected] of cases) {
    assert.equal(isModelNamePart(part, text), expected, `${part} ${text}`);
  }
});

Deno.test("modelNameFromPath() takes exactly four well-formed parts", () => {
  assert.deepEqual(modelNameFromPath("host/namespace/model/tag"), {
    host: "host",
    namespace: "namespace",
    model: "model",
    tag: "tag",
  });
  if (Deno.build.os !== "windows") {
    assert.equal(modelNameFromPath("host:port/namespace/model/tag")?.host, "host:port");
  }
  const wrong = [
    ...["namespace/model/tag", "model/tag", "model", "../../model/tag", "/namespace/./tag"],
    ...["./././.", "/path/to/random/file", "a/b/c/d/e", "h/n/m/.DS_Store"],
  ];
  for (const path of wrong) assert.equal(modelNameFromPath(path), undefined, path);
});

Deno.test("modelNameFromPath() reads back every path that manifestPath() gives", () => {
  const name = parseModelName("localhost:5000/ns/m.1:t-2", OPTIONS);
  const path = manifestPath("/root", name).replaceAll("\\", "/").replace("/root/manifests/", "");
  assert.deepEqual(modelNameFromPath(path), name);
});

const names = ollamaCases("model_name");
Deno.test({
  name: "Every name is read as Ollama reads it, with our default host",
  ignore: names === undefined,
  fn: () => {
    const host = (text: string) => text.replace("registry.ollama.ai", HOST);
    for (const { in: text, expect } of names!.cases) {
      if (!expect.valid) {
        assert.throws(() => parseModelName(host(text), OPTIONS), { kind: "invalid" }, text);
        continue;
      }
      const name = parseModelName(host(text), OPTIONS);
      const { host: fullHost, namespace, model, tag } = expect.full;
      assert.deepEqual(
        { host: name.host, namespace: name.namespace, model: name.model, tag: name.tag },
        { host: host(fullHost), namespace, model, tag },
        text,
      );
      assert.equal(formatModelName(name, OPTIONS), expect.display_shortest, text);
      assert.equal(manifestPath("", name), `manifests/${host(expect.filepath)}`, text);
    }
  },
});

for (const group of ["model_name_part", "model_namespace"]) {
  const parts = ollamaCases(group);
  Deno.test({
    name: `Every part of a name is judged as Ollama judges it: ${group}`,
    ignore: parts === undefined,
    fn: () => {
      for (const { in: [kind, text], expect } of parts!.cases) {
        const valid = kind === "digest" ? isDigest(text) : isModelNamePart(kind, text);
        assert.equal(valid, expect, `${kind} ${text}`);
      }
    },
  });
}

const paths = ollamaCases("model_name_from_path");
Deno.test({
  name: "Every path of a manifest is read as Ollama reads it",
  ignore: paths === undefined,
  fn: () => {
    for (const { in: path, expect } of paths!.cases) {
      const { scheme: _, ...name } = expect.name;
      assert.deepEqual(modelNameFromPath(path), expect.valid ? name : undefined, path);
    }
  },
});

const digests = ollamaCases("digest_valid");
Deno.test({
  name: "Every digest is judged as Ollama judges it",
  ignore: digests === undefined,
  fn: () => {
    for (const { in: text, expect } of digests!.cases) assert.equal(isDigest(text), expect, text);
  },
});
