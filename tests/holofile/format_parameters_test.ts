import assert from "node:assert/strict";
import { formatParameters, modelHolofile } from "../../src/holofile/mod.ts";
import { ollamaCases } from "../support/ollama_cases.ts";

const cases = ollamaCases("show_parameters_text");

Deno.test({
  name: "parameters stand in show's answer and in its Holofile as Ollama writes them",
  ignore: cases === undefined,
  fn() {
    for (const { in: json, expect } of cases!.cases) {
      const parameters = JSON.parse(json);
      const lines = formatParameters(parameters).split("\n");
      assert.deepEqual(lines.sort(), expect.show_parameters_sorted, json);
      const file = modelHolofile({ name: "m", from: "a", parameters });
      const written = file.slice(file.indexOf("\nFROM a\n") + "\nFROM a\n".length);
      const blocks = written.split(/\n(?=PARAMETER |$)/).filter((block) => block !== "");
      assert.deepEqual(blocks.sort(), expect.modelfile_lines_sorted, json);
    }
  },
});

Deno.test("formatParameters() sorts names, keeps the order of a list, and pads names to 30", () => {
  const text = formatParameters({ top_p: 0.9, stop: ["foo", 'b"r'], use_mmap: false, seed: 42 });
  assert.equal(
    text,
    [
      "seed                           42",
      'stop                           "foo"',
      'stop                           "b\\"r"',
      "top_p                          0.9",
      "use_mmap                       false",
    ].join("\n"),
  );
  assert.equal(formatParameters({}), "");
});

Deno.test("formatParameters() writes lines from which clients read the values", () => {
  const stop = ["a\nb", "\u0001 \u{1f600}", "q\\", ""];
  const values = formatParameters({ stop }).split("\n").map((line) => {
    const [, name, value] = /^(\S+)\s+((?:".*")|\S+)$/.exec(line)!;
    assert.equal(name, "stop");
    return JSON.parse(value!);
  });
  assert.deepEqual(values, stop);
});
