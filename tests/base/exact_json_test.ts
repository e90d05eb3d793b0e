import assert from "node:assert/strict";
import { parseExactJson, stringifyExactJson } from "../../src/base/exact_json.ts";
import { HologramError } from "../../src/base/mod.ts";
import { seededRandom } from "./seeded_random.ts";

/** Checks that a text is refused as invalid with a message that contains `part`. */
function refuses(text: string, part: string): void {
  assert.throws(() => parseExactJson(text), (error) => {
    assert.ok(error instanceof HologramError, String(error));
    assert.equal(error.kind, "invalid");
    assert.ok(error.message.includes(part), `${error.message} should contain: ${part}`);
    return true;
  });
}

Deno.test("integers outside the safe range are read as big integers, digit by digit", () => {
  assert.deepEqual(parseExactJson("[9007199254740991, 9007199254740992, -9007199254740993]"), [
    9007199254740991,
    9007199254740992n,
    -9007199254740993n,
  ]);
  const text = "[9223372036854775807,-9223372036854775808,18446744073709551615,0,-12]";
  const value = [2n ** 63n - 1n, -(2n ** 63n), 2n ** 64n - 1n, 0, -12];
  assert.deepEqual(parseExactJson(text), value);
  assert.equal(stringifyExactJson(value), text);
  assert.equal(parseExactJson("9007199254740993"), 9007199254740993n);
  assert.equal(parseExactJson("-9007199254740993"), -9007199254740993n);
  assert.deepEqual(parseExactJson('{"a":\t12345678901234567}'), { a: 12345678901234567n });
});

Deno.test("numbers with a fraction or an exponent stay doubles, however long", () => {
  assert.deepEqual(parseExactJson("[0.12345678901234567, 1234567890123456789.5, 1e20, 1E+300]"), [
    0.12345678901234567,
    1234567890123456789.5,
    1e20,
    1e300,
  ]);
});

Deno.test("bare NaN and infinities are numbers; inside strings they stay text", () => {
  assert.deepEqual(
    parseExactJson('{"x": [NaN, Infinity , -Infinity,1], "NaN": "a NaN, \\"NaN\\""}'),
    {
      x: [NaN, Infinity, -Infinity, 1],
      NaN: 'a NaN, "NaN"',
    },
  );
  assert.ok(Number.isNaN(parseExactJson("NaN")));
  assert.equal(stringifyExactJson([NaN, Infinity, -Infinity]), "[NaN,Infinity,-Infinity]");
  refuses("[-NaN]", "expected a value at position 1");
  refuses("[Nan]", "expected a value at position 1");
});

Deno.test("negative zero stays negative zero", () => {
  for (const text of ["-0", "[-0, NaN]", "-0.0"]) {
    const value = [parseExactJson(text)].flat()[0];
    assert.ok(Object.is(value, -0), text);
  }
  assert.equal(stringifyExactJson([-0, 0]), "[-0.0,0]");
  assert.equal(stringifyExactJson(new Float32Array([-0])), "[-0.0]");
});

Deno.test("a number beyond the range of a double is refused, not made an infinity", () => {
  for (const text of ["1e400", "[1, -1E+400]", `[${"9".repeat(320)}]`, `[${"9".repeat(320)}.5]`]) {
    refuses(text, "expected a number within the range of a double at position");
  }
  refuses("[1, -1e400]", "position 4 (line 1, column 5)");
  assert.deepEqual(parseExactJson("[1e-400, 1e308, 0.001e310]"), [0, 1e308, 1e307]);
});

Deno.test("mistakes are refused with what was expected, where, and what is there", () => {
  refuses("", "expected a value at position 0 (line 1, column 1), got the end of the text");
  refuses("[1,\n 2 3]", `expected ',' or ']' at position 7 (line 2, column 4), got "3"`);
  refuses('{"a" 1}', `expected ':' at position 5`);
  refuses("{a: 1}", "expected a name in double quotes at position 1");
  refuses('{"a": 1,}', "expected a name in double quotes at position 8");
  refuses("[1,]", "expected a value at position 3");
  refuses("[1] 😀", 'expected the end of the text at position 4 (line 1, column 5), got "😀"');
  refuses('["abc', "expected the end of a string that starts at position 1");
  refuses(
    '["a\\x"]',
    "expected valid escapes and no control characters in the string at position 1",
  );
  refuses('["a\nb"]', "no control characters in the string at position 1");
  refuses("[01]", "expected ',' or ']' at position 2");
  refuses("[+1]", "expected a value at position 1");
  refuses("[.5]", "expected a value");
  refuses("[1.]", "expected ',' or ']'");
  refuses("[" + "[".repeat(100_000) + "NaN", "expected at most 512 levels of nesting");
});

Deno.test("a name like __proto__ is only a name", () => {
  for (const extra of ["1", "NaN"]) {
    const object = parseExactJson(
      `{"__proto__": {"polluted": ${extra}}, "a": 1, "a": 2}`,
    ) as object;
    assert.equal(Object.getPrototypeOf(object), Object.prototype);
    assert.deepEqual(Object.keys(object), ["__proto__", "a"]);
    assert.equal((object as { a: number }).a, 2);
  }
});

Deno.test("the own reader and JSON.parse agree on every ordinary document", () => {
  const random = seededRandom(1);
  const text = (): string =>
    Array.from(
      { length: random() * 6 },
      () => '"\\\n\u0001aé日😀\ud800/ '[Math.floor(random() * 13)],
    )
      .join("");
  const value = (depth: number): unknown => {
    const kind = Math.floor(random() * (depth > 4 ? 5 : 7));
    if (kind === 0) return (random() - 0.5) * 10 ** Math.floor(random() * 34 - 20);
    if (kind === 1) return Math.floor((random() - 0.5) * 2 ** 53);
    if (kind === 2) return text();
    if (kind === 3) return [true, false, null][Math.floor(random() * 3)];
    if (kind === 4) return -Math.floor(random() * 100);
    const items = Array.from({ length: random() * 5 }, () => value(depth + 1));
    return kind === 5 ? items : Object.fromEntries(items.map((item) => [text(), item]));
  };
  for (let round = 0; round < 500; round++) {
    const document = JSON.stringify(value(0), null, round % 3);
    // The literal in front sends the whole text through the own reader.
    assert.deepEqual(parseExactJson(`[NaN, ${document}]`), [NaN, JSON.parse(document)]);
  }
});

Deno.test("float32 elements are the shortest decimals that round back to them", () => {
  const cases: [number, string][] = [
    [0.1, "0.1"],
    [1 / 3, "0.33333334"],
    [16777216, "16777216"],
    [3.4028234663852886e38, "3.4028235e+38"],
    [1.401298464324817e-45, "1e-45"],
    [1.1754943508222875e-38, "1.1754944e-38"],
    [1e20, "1e+20"],
    [123456.7, "123456.7"],
    [-2.5, "-2.5"],
    [NaN, "NaN"],
  ];
  for (const [value, text] of cases) {
    assert.equal(stringifyExactJson(new Float32Array([value])), `[${text}]`);
  }
  const random = seededRandom(2);
  const bits = Uint32Array.from({ length: 20_000 }, () => random() * 2 ** 32);
  const floats = new Float32Array(bits.buffer);
  const texts = stringifyExactJson(floats).slice(1, -1).split(",");
  for (const [index, text] of texts.entries()) {
    const value = floats[index]!;
    assert.ok(Object.is(Math.fround(Number(text)), value), text);
    const digits = text.replace(/e.*/, "").replace(/^-?(0\.)?0*|\./g, "").length;
    if (Number.isNaN(value) || Number.isSafeInteger(value)) continue;
    for (let fewer = 1; fewer < digits; fewer++) {
      assert.notEqual(Math.fround(Number(value.toPrecision(fewer))), value, text);
    }
  }
});

Deno.test("every float16 goes through JSON and back", () => {
  const bits = Uint16Array.from({ length: 65_536 }, (_, index) => index);
  const floats = new Float16Array(bits.buffer);
  const back = parseExactJson(stringifyExactJson(floats)) as number[];
  for (const [index, value] of floats.entries()) {
    assert.ok(Object.is(Math.f16round(back[index]!), value), String(value));
  }
  assert.equal(stringifyExactJson(new Float16Array([0.1, 65504, 6e-8])), "[0.1,65504,6e-8]");
});

Deno.test("doubles go through JSON and back bit by bit, and never look like long integers", () => {
  const random = seededRandom(3);
  const bits = Uint32Array.from({ length: 20_000 }, () => random() * 2 ** 32);
  const floats = new Float64Array(bits.buffer).map((value) =>
    Number.isNaN(value) ? 2 ** 60 : value
  );
  const text = stringifyExactJson(floats);
  assert.deepEqual(parseExactJson(text), Array.from(floats));
  assert.equal(stringifyExactJson(2 ** 53), "9.007199254740992e+15");
});

Deno.test("arrays of integers, strings and objects are written as JSON.stringify writes them", () => {
  assert.equal(
    stringifyExactJson(new BigInt64Array([-(2n ** 63n), 2n ** 63n - 1n])),
    "[-9223372036854775808,9223372036854775807]",
  );
  assert.equal(stringifyExactJson(new BigUint64Array([2n ** 64n - 1n])), "[18446744073709551615]");
  assert.equal(stringifyExactJson(new Uint8Array([0, 255])), "[0,255]");
  assert.equal(stringifyExactJson(new Int32Array(0)), "[]");
  const value = { a: [1, "é\n\ud800", null, true, { b: [] }], skipped: undefined, "😀": {} };
  assert.equal(stringifyExactJson(value), JSON.stringify(value));
});

Deno.test("what has no place in JSON is refused", () => {
  for (
    const value of [
      undefined,
      [undefined],
      () => 1,
      { a: Symbol("s") },
      new DataView(new ArrayBuffer(1)),
    ]
  ) {
    assert.throws(() => stringifyExactJson(value), { name: "HologramError", kind: "invalid" });
  }
  const endless: unknown[] = [];
  endless.push(endless);
  assert.throws(() => stringifyExactJson(endless), { name: "HologramError", kind: "too_large" });
});
