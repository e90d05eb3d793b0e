// deno-lint-ignore-file no-control-regex -- the escape codes of a terminal
import assert from "node:assert/strict";
import { join } from "../../../src/deps/path.ts";
import { createdModels } from "../../models/created_models.ts";
import { childProcesses, ROOT } from "../../support/hologram.ts";
import { hasScript, hologramCommand, PseudoTerminal, succeeds } from "../pseudo_terminal.ts";
import { RecordingProxy } from "../recording_proxy.ts";

const ignore = !hasScript;
const models = createdModels(
  ignore ? {} : { tiny: join(ROOT, "tests/fixtures/networks/decoder") },
);

const PROMPT = ">>> \r\x1b[4C";

/** Talks with a model, and gives what the user said to it. */
async function withChat(
  talk: (terminal: PseudoTerminal, said: () => unknown[], folder: string) => Promise<void>,
  { columns, env = {} }: { columns?: number; env?: Record<string, string> } = {},
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const proxy = new RecordingProxy(models.server.url);
  const said = () =>
    proxy.requests.filter(({ path }) => path === "/api/chat")
      .map(({ body }) => (body["messages"] as { content: string }[]).at(-1)!.content);
  try {
    await using terminal = new PseudoTerminal(hologramCommand("run", "tiny"), {
      columns,
      env: { HOLOGRAM_HOME: folder, HOLOGRAM_PORT: proxy.port, NO_COLOR: "1", ...env },
    });
    await terminal.until(PROMPT);
    await talk(terminal, said, folder);
    await terminal.type("\x04");
    assert.equal(await terminal.exitCode(), 0);
  } finally {
    await proxy.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test(
  "keys edit a line as they do in a shell",
  { ignore },
  () =>
    withChat(async (terminal, said) => {
      const typed: [keys: string, text: string][] = [
        ["ello\x01H\x05!", "Hello!"],
        ["abc\x02\x02X\x06Y", "aXbYc"],
        ["one two\x1bbmy \x01\x1bf,", "one, my two"],
        ["one two three\x1b\x7f\x1b\x7f.", "one ."],
        ["a b.c\x17d", "a d"],
        ["abc\x1b[H\x1b[3~\x1b[F!", "bc!"],
        ["abc def\x01\x1bf\x0b!", "abc!"],
        ["abc def\x1bb\x15", "def"],
        ["abc\x02\x04", "ab"],
        ["ab\x14", "ba"],
        ["abc\x15\x19\x19", "abcabc"],
      ];
      for (const [keys] of typed) {
        await terminal.type(`${keys}\r`);
        await terminal.until(/\r\n\r\n.*>>> \r\x1b\[4C/s);
      }
      assert.deepEqual(said(), typed.map(([, text]) => text));
    }),
);

Deno.test(
  "a line longer than the terminal is edited over its rows",
  { ignore },
  () =>
    withChat(async (terminal, said) => {
      await terminal.type("What colour is 日本?");
      await terminal.until("本?");
      await terminal.type("\x02\x7f\x7f" + "grass\x01\x06\x06\x06\x06\x06\x05\r");
      await terminal.until("Grass is green.");
      assert.deepEqual(said(), ["What colour is grass?"]);
      await terminal.until(PROMPT);
    }, { columns: 20 }),
);

Deno.test("Ctrl-R finds an earlier message", { ignore }, () =>
  withChat(async (terminal, said) => {
    for (const text of ["What colour is grass?", "Show me a cat."]) {
      await terminal.type(`${text}\r`);
      await terminal.until(/\r\n\r\n.*>>> \r\x1b\[4C/s);
    }
    await terminal.type("\x12colour");
    await terminal.until("(reverse-i-search)'colour': What colour is grass?");
    await terminal.type("\r");
    await terminal.until("Grass is green.\r\n\r\n");
    assert.equal(said().at(-1), "What colour is grass?");
    await terminal.until(PROMPT);
  }));

/** An editor that takes a key from the terminal, and adds it. */
const EDITOR = `
saved=$(stty -g)
stty raw -echo
printf 'the editor waits'
key=$(dd bs=1 count=1 2>/dev/null)
stty "$saved"
printf ' is %s\\ngreen\\n' "$key" >> "$2"
`;

Deno.test("Ctrl-G edits the message with the user's editor, which has the terminal meanwhile", {
  ignore,
}, async () => {
  const folder = await Deno.makeTempDir();
  const script = join(folder, "my editor.sh");
  await Deno.writeTextFile(script, EDITOR);
  await withChat(async (terminal, said) => {
    await terminal.type("grass\x07");
    await terminal.until("the editor waits");
    await terminal.type("k");
    await terminal.until("... green");
    assert.deepEqual(said(), []);
    await terminal.type("!\r");
    await terminal.until(/\r\n\r\n.*>>> \r\x1b\[4C/s);
    assert.deepEqual(said(), ["grass is k\ngreen!"]);
  }, { env: { HOLOGRAM_EDITOR: `sh '${script}' --wait`, VISUAL: "false" } });
  await Deno.remove(folder, { recursive: true });
});

Deno.test("an editor that fails, or is not named, leaves the message as it was", {
  ignore,
}, async () => {
  for (
    const [editor, message] of [
      ["false", "Error: The editor false ended with 1: the text stays as it was\r\n"],
      ["", "Error: No editor is known\r\nName one in the variable EDITOR\r\n"],
    ]
  ) {
    await withChat(async (terminal, said) => {
      await terminal.type("grass\x07");
      await terminal.until(message!);
      await terminal.until(">>> grass");
      await terminal.type("!\r");
      await terminal.until(/\r\n\r\n.*>>> \r\x1b\[4C/s);
      assert.deepEqual(said(), ["grass!"]);
    }, { env: { HOLOGRAM_EDITOR: "", VISUAL: "", EDITOR: editor! } });
  }
});

Deno.test(
  "Ctrl-L clears the screen and keeps the line",
  { ignore },
  () =>
    withChat(async (terminal, said) => {
      await terminal.type("gr\x0c");
      await terminal.until("\x1b[H\x1b[2J\r\x1b[K>>> gr");
      await terminal.type("ass\r");
      await terminal.until(/\r\n\r\n.*>>> \r\x1b\[4C/s);
      assert.deepEqual(said(), ["grass"]);
    }),
);

Deno.test(
  "the line follows a terminal whose width changes",
  { ignore },
  () =>
    withChat(async (terminal, said) => {
      await terminal.type("What colour is grass?");
      await terminal.until("grass?");
      const [shell] = await childProcesses(terminal.pid);
      const [chat] = await childProcesses(shell!);
      const tty = await Deno.readLink(`/proc/${chat}/fd/0`);
      assert.ok(await succeeds("stty", "-F", tty, "cols", "20"));
      await terminal.until("\r\x1b[J\r\x1b[K>>> What colour is g\r\r\n\x1b[Krass?\r\x1b[5C");
      await terminal.type("\r");
      await terminal.until("Grass is green.\r\n\r\n");
      assert.deepEqual(said(), ["What colour is grass?"]);
      await terminal.until(PROMPT);
    }),
);

Deno.test("a message of several lines comes back as one, also in the next chat", {
  ignore,
}, () =>
  withChat(async (terminal, said, folder) => {
    await terminal.type("\x1b[200~one\ntwo\x1b[201~\r");
    await terminal.until(/\r\n\r\n.*>>> \r\x1b\[4C/s);
    assert.equal(await Deno.readTextFile(join(folder, "history")), '"one\\ntwo"\n');
    await terminal.type("\x1b[A");
    await terminal.until("... two");
    await terminal.type("\r");
    await terminal.until(/\r\n\r\n.*>>> \r\x1b\[4C/s);
    assert.deepEqual(said(), ["one\ntwo", "one\ntwo"]);
  }));

Deno.test("a chat that shall forget what is typed writes no history", { ignore }, async () => {
  await withChat(async (terminal, _said, folder) => {
    await terminal.type("Hello\r");
    await terminal.until(/\r\n\r\n.*>>> \r\x1b\[4C/s);
    await assert.rejects(Deno.stat(join(folder, "history")), Deno.errors.NotFound);
    await terminal.type("/set history\r");
    await terminal.until("Set 'history' mode.");
    await terminal.until(PROMPT);
    await terminal.type("Hello\r");
    await terminal.until(/\r\n\r\n.*>>> \r\x1b\[4C/s);
    assert.equal(await Deno.readTextFile(join(folder, "history")), "Hello\n");
  }, { env: { HOLOGRAM_NOHISTORY: "1" } });
});
