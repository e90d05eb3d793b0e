import assert from "node:assert/strict";
import type { HoloIndex, HoloSection } from "../../src/holo/mod.ts";
import { assertRefused, indexOf, openBytes, pattern, smallFile, withIndex } from "./support.ts";

function section(index: HoloIndex, name: string): HoloSection {
  return index.sections.find((section) => section.name === name)!;
}

/** Each changes the index of a small file, which then must be refused with the message. */
const REFUSED_INDEXES: [
  what: string,
  change: (index: HoloIndex) => void,
  message: string | RegExp,
  kind?: string,
][] = [
  ["a section past the index", (index) => {
    section(index, "license").length = 5;
  }, "section license ends at 12293, past the index at 12292"],
  ["a section that starts past the index", (index) => {
    Object.assign(section(index, "license"), { offset: 16384, length: 0, chunks: [] });
  }, "section license starts at 16384, past the index at 12292"],
  ["a section whose end is no safe integer", (index) => {
    section(index, "license").length = Number.MAX_SAFE_INTEGER;
  }, "section license ends at 9007199254753280, past the index at 12292"],
  ["a section inside the header", (index) => {
    section(index, "graph").offset = 0;
  }, "section graph starts at 0, inside the header"],
  ["a section off its boundary", (index) => {
    section(index, "graph").offset = 8256;
  }, "section graph starts at 8256, not on a multiple of 4096"],
  ["sections that overlap", (index) => {
    section(index, "graph").length = 4097;
  }, "section license starts at 12288, inside section graph, which ends at 12289"],
  ["two sections of one name", (index) => {
    section(index, "license").name = "graph";
  }, "two sections are called graph"],
  ["a section with too many hashes", (index) => {
    section(index, "graph").chunks.push("00".repeat(32));
  }, "section graph has 2 chunk hashes, its 1000 bytes take 1"],
  ["a section without hashes", (index) => {
    section(index, "graph").chunks = [];
  }, "section graph has 0 chunk hashes, its 1000 bytes take 1"],
  ["two tensors of one name", (index) => {
    index.tensors[1]!.name = "a";
  }, "two tensors are called a"],
  ["a tensor in a section that is not there", (index) => {
    index.tensors[0]!.section = "weights.1";
  }, "tensor a lies in section weights.1, which does not exist"],
  ["a tensor off its boundary", (index) => {
    index.tensors[0]!.offset = 4;
  }, "tensor a starts at 4, not on a multiple of 64"],
  ["a tensor past its section", (index) => {
    index.tensors[0]!.offset = 64;
  }, "tensor a ends at 80 of section weights.0, which has 67 bytes"],
  ["a tensor whose length is not that of its shape", (index) => {
    index.tensors[0]!.shape = [5];
  }, "tensor a has 16 bytes, float32 [5] takes 20"],
  ["a tensor whose shape overflows", (index) => {
    index.tensors[0]!.shape = Array(40).fill(Number.MAX_SAFE_INTEGER);
  }, /^Cannot open model.holo: tensor a has 16 bytes, float32 \[9007.*\.\.\. takes Infinity$/],
  ["a tensor of strings", (index) => {
    index.tensors[0]!.dtype = "string";
  }, "tensor a is of type string, which cannot be stored"],
  [
    "an unknown section that is required",
    (index) => {
      Object.assign(section(index, "license"), { name: "hologram", required: true });
    },
    "it needs section hologram, which this program does not know",
    "unsupported",
  ],
  [
    "a newer version of a section that it knows",
    (index) => {
      section(index, "license").version = 2;
    },
    "section license has version 2, this program reads up to version 1",
    "unsupported",
  ],
  [
    "a name that would write to the terminal",
    (index) => {
      Object.assign(section(index, "license"), { name: "\x1b[2J\u009b\u202e", required: true });
    },
    "it needs section \\u{1b}[2J\\u{9b}\\u{202e}, which this program does not know",
    "unsupported",
  ],
];

for (const [what, change, message, kind] of REFUSED_INDEXES) {
  Deno.test(`HoloFile refuses ${what}`, async () => {
    const bytes = await smallFile();
    const index = indexOf(bytes);
    change(index);
    await assertRefused(withIndex(bytes, index), message, kind);
  });
}

Deno.test("HoloFile skips an unknown section that is optional, and unknown members of the index", async () => {
  const bytes = await smallFile();
  const index = indexOf(bytes);
  Object.assign(section(index, "license"), { name: "later", version: 9, colour: "red" });
  using file = await openBytes(withIndex(bytes, { ...index, later: { __proto__: null } }));
  assert.deepEqual(await file.readSection("later"), pattern(4));
  assert.deepEqual(await file.readTensorBytes("b"), pattern(3));
});

Deno.test("HoloFile lets tensors share bytes, and names mean nothing", async () => {
  const bytes = await smallFile();
  const index = indexOf(bytes);
  const first = index.tensors[0]!;
  const names = ["__proto__", "constructor", "toString", "", "a/../b\n"];
  index.tensors.push(...names.map((name) => ({ ...first, name })));
  using file = await openBytes(withIndex(bytes, index));
  for (const name of names) assert.deepEqual(await file.readTensorBytes(name), pattern(16));
  assert.equal(file.tensor("hasOwnProperty"), undefined);
  assert.equal(file.section("__proto__"), undefined);
});
