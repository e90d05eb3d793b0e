import assert from "node:assert/strict";
import { tomlLines, tomlPath } from "../../src/config/toml_lines.ts";
import { parse } from "../../src/deps/toml.ts";

/** Lines as `a.b -> n`; the parser must take the document too, or the test says nothing. */
function lines(text: string): Record<string, number> {
  parse(text);
  return Object.fromEntries(
    [...tomlLines(text)].map(([path, line]) => [(JSON.parse(path) as string[]).join("."), line]),
  );
}

Deno.test("tomlLines() finds tables, keys and dotted keys", () => {
  assert.deepEqual(lines("a = 1\n\n# [no]\n [ t ] # x\nb = 2 # c = 3\n\n[u.v]\nw.x = 1\n"), {
    a: 1,
    t: 4,
    "t.b": 5,
    u: 7,
    "u.v": 7,
    "u.v.w": 8,
    "u.v.w.x": 8,
  });
});

Deno.test("tomlLines() reads quoted keys", () => {
  assert.deepEqual(lines(`["a"]\n'b' = 1\n"c = \\"d" . e = 2\n`), {
    a: 1,
    "a.b": 2,
    'a.c = "d': 3,
    'a.c = "d.e': 3,
  });
});

Deno.test("tomlLines() is not fooled by what strings hold", () => {
  const text = [
    'a = """',
    "b = 1",
    '[c] \\""" still "" inside',
    '"""""',
    "d = '''",
    "e = 1 # '' ",
    "'''''",
    'f = "# [g] \\" h = 1" # "',
    "i = '[j] \\'",
    "k = 1",
  ].join("\n");
  assert.deepEqual(lines(text), { a: 1, d: 5, f: 8, i: 9, k: 10 });
});

Deno.test("tomlLines() looks into inline tables and past arrays", () => {
  const text = [
    "a = { b = 1, c.d = 'x' }",
    "e = [ 1, # ]",
    "  'f = 1', [2],",
    "  { g = 1 },",
    "]",
    "h = 1979-05-27 07:32:00Z",
    "[[i]]",
    "j = {}",
    "[[i]]",
    "j = {}",
    "k = []",
  ].join("\r\n");
  const found = lines(text);
  assert.equal(found["a.b"], 1);
  assert.equal(found["a.c.d"], 1);
  assert.equal(found.e, 2);
  assert.equal(found.g, undefined);
  assert.equal(found.h, 6);
  assert.equal(found.i, 7);
  assert.equal(found["i.j"], 8);
  assert.equal(found["i.k"], 11);
});

Deno.test("tomlLines() ends quietly at what is not TOML", () => {
  assert.deepEqual([...tomlLines("a = 1\nb ! 2\nc = 3")], [
    [tomlPath(["a"]), 1],
    [tomlPath(["b"]), 2],
  ]);
  assert.equal(tomlLines("").size, 0);
});
