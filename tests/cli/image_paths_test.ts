import assert from "node:assert/strict";
import { imagePaths, takeImages, unescapePath } from "../../src/cli/image_paths.ts";
import { join } from "../../src/deps/path.ts";
import { ollamaCases } from "../support/ollama_cases.ts";

const PNG = "\x89PNG\r\n\x1a\n rest";
const JPEG = "\xff\xd8\xff\xe0 rest";
const WEBP = "RIFF\x00\x01\x02\x03WEBPVP8 ";

const paths = ollamaCases("cli_image_paths");
Deno.test("imagePaths finds what Ollama finds", { ignore: paths === undefined }, () => {
  for (const { in: text, expect } of paths!.cases) assert.deepEqual(imagePaths(text), expect, text);
});

const escapes = ollamaCases("cli_path_unescape");
Deno.test("unescapePath reads paths as Ollama does", { ignore: escapes === undefined }, () => {
  for (const { in: path, expect } of escapes!.cases) assert.equal(unescapePath(path), expect, path);
});

Deno.test("imagePaths finds paths with spaces, of drives, homes and folders above", () => {
  const cases: [string, string[]][] = [
    ["describe ./cat.png now", ["./cat.png"]],
    ["./a b.JPG and ../c.webp", ["./a b.JPG", "../c.webp"]],
    [String.raw`c:\my cats\d.jpeg ~/e.png`, [String.raw`c:\my cats\d.jpeg`, "~/e.png"]],
    ["no cat.png, ./cat.gif or ./cat.pngs", []],
  ];
  for (const [text, expected] of cases) assert.deepEqual(imagePaths(text), expected, text);
});

Deno.test("unescapePath keeps a backslash that stands for a folder", () => {
  assert.equal(
    unescapePath(String.raw`d:\path with\spaces.png`),
    String.raw`d:\path with\spaces.png`,
  );
  assert.equal(unescapePath(String.raw`/a\ \(1\)\!\".png`), '/a (1)!".png');
});

/** Runs `test` with a folder that holds files. */
async function withFiles(
  files: Record<string, string>,
  test: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, content] of Object.entries(files)) {
      const bytes = Uint8Array.from(content, (character) => character.charCodeAt(0));
      await Deno.writeFile(join(folder, name), bytes);
    }
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("takeImages takes the files out of the text, quoted or escaped, and leaves the rest", () =>
  withFiles({ "a.png": PNG, "b c.JPG": JPEG, "d'e.webp": WEBP }, async (folder) => {
    const cases: [text: string, rest: string, names: string[]][] = [
      [`describe ${folder}/a.png please`, "describe  please", ["a.png"]],
      [`'${folder}/a.png' and "${folder}/b c.JPG"`, "and", ["a.png", "b c.JPG"]],
      [String.raw`what is ${folder}/b\ c.JPG?`, "what is ?", ["b c.JPG"]],
      [String.raw`${folder}/d\'e.webp ${folder}/a.png`, "", ["d'e.webp", "a.png"]],
      // A word before it has a slash as well.
      [`cats and/or dogs: ${folder}/a.png`, "cats and/or dogs:", ["a.png"]],
      [`${folder}/missing.png and https://example.com/cat.png`, "", []],
    ];
    for (const [text, rest, names] of cases) {
      const taken = await takeImages(text);
      assert.deepEqual(taken.paths, names.map((name) => join(folder, name)), text);
      assert.equal(taken.text, names.length === 0 ? text : rest);
      const contents = { "a.png": PNG, "b c.JPG": JPEG, "d'e.webp": WEBP } as Record<
        string,
        string
      >;
      assert.deepEqual(taken.images, names.map((name) => btoa(contents[name]!)));
    }
  }));

Deno.test("takeImages refuses a file that is no picture, or too large", () =>
  withFiles(
    { "a.png": "plain text", "b.jpg": "\xff\xd8", "c.webp": "RIFF1234WAVE" },
    async (folder) => {
      for (const name of ["a.png", "b.jpg", "c.webp"]) {
        await assert.rejects(takeImages(`see ${folder}/${name}`), {
          name: "HologramError",
          kind: "invalid",
          message: `Cannot send the picture ${folder}/${name}: it is no JPEG, PNG or WebP`,
        });
      }
      const large = join(folder, "large.png");
      using file = await Deno.open(large, { write: true, create: true });
      await file.truncate(100 * 1024 * 1024 + 1);
      await assert.rejects(takeImages(large), { kind: "too_large" });
    },
  ));
