// deno-lint-ignore-file no-control-regex -- the escape codes of a terminal
import assert from "node:assert/strict";
import { join } from "../../../src/deps/path.ts";
import { createdModels } from "../../models/created_models.ts";
import { makeEndless } from "../../models/make_endless.ts";
import { childProcesses, ROOT } from "../../support/hologram.ts";
import { hasScript, hologramCommand, PseudoTerminal } from "../pseudo_terminal.ts";
import { RecordingProxy } from "../recording_proxy.ts";

const DECODER = join(ROOT, "tests/fixtures/networks/decoder");
const ignore = !hasScript;
const UP = "\x1b[A";
const LEFT = "\x1b[D";
const CTRL_C = "\x03";
const CTRL_D = "\x04";

/** The prompt in an empty line, and in another one of the same message. */
const PROMPT = "\r\x1b[K>>> \r\x1b[4C";
const MORE = "\x1b[K... \r\x1b[4C";

const models = createdModels(
  ignore ? {} : {
    tiny: DECODER,
    endless: (folder) => makeEndless(DECODER, folder),
    plain: withoutTemplate,
  },
);

/** The same model, without its chat template. */
async function withoutTemplate(folder: string): Promise<void> {
  makeEndless(DECODER, folder);
  for (const name of ["config.json", "generation_config.json", "tokenizer.json"]) {
    await Deno.copyFile(join(DECODER, name), join(folder, name));
  }
  const path = join(folder, "tokenizer_config.json");
  const { chat_template: _, ...rest } = JSON.parse(await Deno.readTextFile(path));
  await Deno.writeTextFile(path, JSON.stringify(rest));
}

/** Talks with a model through the server, and gives what was sent to it. */
async function withChat(
  model: string,
  talk: (terminal: PseudoTerminal, proxy: RecordingProxy) => Promise<void>,
  { args = [], env = {}, after = "", home }: {
    args?: string[];
    env?: Record<string, string>;
    after?: string;
    home?: string;
  } = {},
): Promise<void> {
  const folder = home ?? await Deno.makeTempDir();
  const proxy = new RecordingProxy(models.server.url);
  try {
    await using terminal = new PseudoTerminal(hologramCommand("run", model, ...args) + after, {
      env: { HOLOGRAM_HOME: folder, HOLOGRAM_PORT: proxy.port, NO_COLOR: "1", ...env },
    });
    await terminal.until(/>>> [^\r]*\r\x1b\[4C/);
    await talk(terminal, proxy);
    if (after === "") assert.equal(await terminal.exitCode(), 0);
  } finally {
    await proxy.stop();
    if (home === undefined) await Deno.remove(folder, { recursive: true });
  }
}

/** What the user said last, in each request of a chat. */
function said({ requests }: RecordingProxy): unknown[] {
  return requests.filter(({ path }) => path === "/api/chat")
    .map(({ body }) => (body["messages"] as { content: string }[]).at(-1)!.content);
}

Deno.test(
  "a chat keeps what was said until /clear, and ends with /bye",
  { ignore },
  () =>
    withChat("tiny", async (terminal, { requests }) => {
      await terminal.type("My name is Zoé.\r");
      await terminal.until("Hello, Zoé!\r\n\r\n" + PROMPT);
      await terminal.type("What is my name?\r");
      await terminal.until("Your name is Zoé.\r\n\r\n" + PROMPT);
      await terminal.type("/clear\r");
      await terminal.until("\r\nCleared session context\r\n" + PROMPT);
      await terminal.type("What colour is grass?\r");
      await terminal.until("Grass is green.\r\n\r\n" + PROMPT);
      await terminal.type("/bye\r");
      assert.equal(await terminal.exitCode(), 0);
      const name = [
        { role: "user", content: "My name is Zoé." },
        { role: "assistant", content: "Hello, Zoé!" },
      ];
      const question = { role: "user", content: "What is my name?" };
      assert.deepEqual(
        requests.filter(({ path }) => path === "/api/chat").map(({ body }) => body["messages"]),
        [name.slice(0, 1), [...name, question], [{
          role: "user",
          content: "What colour is grass?",
        }]],
      );
    }),
);

Deno.test("a chat works without a server, and shows that the model is being loaded", {
  ignore,
}, async () => {
  await using terminal = new PseudoTerminal(hologramCommand("run", "tiny"), {
    env: { HOLOGRAM_HOME: models.home, HOLOGRAM_PORT: "47113", NO_COLOR: "1" },
  });
  assert.match(await terminal.until(PROMPT), /^(\r[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] )+\r\x1b\[K\x1b\[\?2004h/);
  await terminal.type("Show me a cat.\r");
  await terminal.until("🐱 Meow!\r\n\r\n" + PROMPT);
  await terminal.type(CTRL_D);
  assert.equal(await terminal.exitCode(), 0);
});

Deno.test("Ctrl-C stops the answer and the chat goes on; what was answered so far is kept", {
  ignore,
}, () =>
  withChat("endless", async (terminal, proxy) => {
    await terminal.type("Hello\r");
    await terminal.until(/\n[\s\S]{80}/);
    await terminal.type(CTRL_C);
    await terminal.until("\r\n\r\n" + PROMPT);
    await terminal.type("Again\r");
    await terminal.until(/\n[\s\S]{50}/);
    await terminal.type(CTRL_C);
    await terminal.until(PROMPT);
    const messages = proxy.requests.at(-1)!.body["messages"] as { role: string; content: string }[];
    assert.deepEqual(messages.map(({ role }) => role), ["user", "assistant", "user"]);
    assert.ok(messages[1]!.content.length > 40, messages[1]!.content);
    await terminal.type(CTRL_D);
  }));

Deno.test("Ctrl-C at an empty prompt says how to leave, and gives up a line that has begun", {
  ignore,
}, () =>
  withChat("tiny", async (terminal, proxy) => {
    await terminal.type(CTRL_C);
    await terminal.until("\r\nUse Ctrl + d or /bye to exit.\r\n" + PROMPT);
    await terminal.type("What colour");
    await terminal.until("What colour");
    await terminal.type(CTRL_C);
    assert.ok(!(await terminal.until(PROMPT)).includes("Use"));
    await terminal.type('"""one\r');
    await terminal.until(MORE);
    await terminal.type(CTRL_C);
    assert.ok(!(await terminal.until(PROMPT)).includes("Use"));
    await terminal.type("Where do the swallows fly?\r");
    await terminal.until("I do not know.\r\n\r\n" + PROMPT);
    assert.deepEqual(said(proxy), ["Where do the swallows fly?"]);
    await terminal.type(CTRL_D);
  }));

Deno.test(
  "a message between quotes has several lines",
  { ignore },
  () =>
    withChat("tiny", async (terminal, proxy) => {
      await terminal.type('"""one\r');
      await terminal.until(MORE);
      await terminal.type("/bye\r");
      await terminal.until(MORE);
      await terminal.type('two"""\r');
      await terminal.until(PROMPT);
      assert.deepEqual(said(proxy), ["one\n/bye\ntwo"]);
      await terminal.type(CTRL_D);
    }),
);

Deno.test("pasted lines are one message, which waits for Enter, and no part of it is a key", {
  ignore,
}, () =>
  withChat("tiny", async (terminal, proxy) => {
    await terminal.type("\x1b[200~/bye\r\nand 日本\x03\x04\n\tthree\x1b[201~");
    await terminal.until("three");
    assert.deepEqual(said(proxy), []);
    await terminal.type(" four\r");
    await terminal.until(PROMPT);
    assert.deepEqual(said(proxy), ["/bye\nand 日本\n\tthree four"]);
    await terminal.type(CTRL_D);
  }));

Deno.test(
  "wide characters are edited like others",
  { ignore },
  () =>
    withChat("tiny", async (terminal, proxy) => {
      await terminal.type("日本🐱é");
      await terminal.until("é");
      await terminal.type(LEFT + LEFT + "x" + LEFT + LEFT + "\x7f" + "y\r");
      await terminal.until("\r\n\r\n" + PROMPT);
      assert.deepEqual(said(proxy), ["y本x🐱é"]);
      await terminal.type(CTRL_D);
    }),
);

Deno.test("earlier lines come back, also in the next chat", { ignore }, async () => {
  const home = await Deno.makeTempDir();
  try {
    await withChat("tiny", async (terminal) => {
      await terminal.type("What colour is grass?\r");
      await terminal.until(PROMPT);
      await terminal.type("/?\r");
      await terminal.until(PROMPT);
      await terminal.type(CTRL_D);
    }, { home });
    assert.equal(await Deno.readTextFile(join(home, "history")), "What colour is grass?\n/?\n");
    await withChat("tiny", async (terminal, proxy) => {
      await terminal.type(UP);
      await terminal.until(">>> /?");
      await terminal.type(UP);
      await terminal.until(">>> What colour is grass?");
      await terminal.type("\r");
      await terminal.until("Grass is green.\r\n\r\n" + PROMPT);
      assert.deepEqual(said(proxy), ["What colour is grass?"]);
      await terminal.type(CTRL_D);
    }, { home });
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

Deno.test(
  "what is typed during an answer waits for its end",
  { ignore },
  () =>
    withChat("endless", async (terminal, proxy) => {
      await terminal.type("one\rtwo\r/bye\r");
      await terminal.until(/>>> two.*\r\n\r\n.*>>> \/bye/s);
      assert.equal(await terminal.exitCode(), 0);
      assert.deepEqual(said(proxy), ["one", "two"]);
    }, { args: ["-o", "num_predict=5"] }),
);

Deno.test(
  "/? shows the commands, and an unknown one is not sent to the model",
  { ignore },
  () =>
    withChat("tiny", async (terminal, proxy) => {
      await terminal.type("/?\r");
      const help = await terminal.until(PROMPT);
      for (const command of ["/clear", "/bye", "/exit", "/?", "/help", '"""', "Ctrl + d"]) {
        assert.ok(help.includes(command), help);
      }
      for (const [topic, named] of [["set", "/set nothink"], ["show", "/show modelfile"]]) {
        await terminal.type(`/help ${topic}\r`);
        assert.ok((await terminal.until(PROMPT)).includes(named!));
      }
      await terminal.type("/? shortcuts\r");
      assert.ok((await terminal.until(PROMPT)).includes("Ctrl + r"));
      await terminal.type("/zzz y\r");
      await terminal.until("\r\nUnknown command '/zzz'. Type /? for help\r\n" + PROMPT);
      await terminal.type("/laod tiny\r");
      await terminal.until(
        "\r\nUnknown command '/laod'. Type /? for help\r\nDid you mean '/load'?\r\n" + PROMPT,
      );
      assert.deepEqual(said(proxy), []);
      await terminal.type("/exit\r");
    }),
);

Deno.test("an error is told, and the chat goes on without the message that led to it", {
  ignore,
}, () =>
  withChat("tiny", async (terminal, proxy) => {
    await terminal.type("/set parameter repeat_penalty 0\r");
    await terminal.until(PROMPT);
    await terminal.type("Hello\r");
    await terminal.until(/\nError: [^\r]*"repeat_penalty" must be [^\r]*\r\n/);
    await terminal.until(PROMPT);
    await terminal.type("/set parameter repeat_penalty 1\r");
    await terminal.until(PROMPT);
    await terminal.type("What colour is grass?\r");
    await terminal.until("Grass is green.\r\n\r\n" + PROMPT);
    assert.equal((proxy.requests.at(-1)!.body["messages"] as unknown[]).length, 1);
    await terminal.type(CTRL_D);
  }));

Deno.test(
  "what does not fit the context is told",
  { ignore },
  () =>
    withChat("tiny", async (terminal) => {
      await terminal.type(`${"word ".repeat(100)}\r`);
      await terminal.until(
        /\r\nWarning: The conversation does not fit the context: [^\r]* left out\r\n/,
      );
      await terminal.until(PROMPT);
      await terminal.type(CTRL_D);
    }),
);

Deno.test("a model without a chat template continues each line by itself, and says so", {
  ignore,
}, () =>
  withChat("plain", async (terminal, { requests }) => {
    assert.ok(
      terminal.output.includes(
        "plain has no chat template: it continues each line by itself, and remembers none\r\n",
      ),
      terminal.output,
    );
    for (let round = 0; round < 2; round++) {
      await terminal.type("The sun rises\r");
      await terminal.until(" in the east and sets in the west.\r\n\r\n" + PROMPT);
    }
    const last = requests.slice(-2);
    for (const { path, body } of last) {
      assert.equal(path, "/api/generate");
      assert.deepEqual(body, { model: "plain", prompt: "The sun rises", options: {} });
    }
    await terminal.type(CTRL_D);
  }));

Deno.test(
  "run without a prompt refuses a model that is none of language, and one that is not there",
  {
    ignore,
  },
  async () => {
    const env = { HOLOGRAM_HOME: models.home, HOLOGRAM_PORT: models.server.port };
    await using terminal = new PseudoTerminal(hologramCommand("run", "nothing"), { env });
    assert.equal(await terminal.exitCode(), 1);
    assert.equal(
      terminal.output,
      "Error: model 'nothing' not found\r\nSee what is there with: hologram list\r\n",
    );
  },
);

Deno.test("a chat gives the terminal back as it was, also when it is ended from outside", {
  ignore,
}, async () => {
  const after = "; echo; stty -a | grep -ow -- -*icanon; echo gone";
  await withChat("tiny", async (terminal) => {
    await terminal.type(CTRL_D);
    await terminal.until("\x1b[?2004l");
    assert.match(await terminal.until("gone"), /\nicanon/);
  }, { after });
  await withChat("tiny", async (terminal) => {
    // The shell that the terminal began with, and in it the chat.
    const [shell] = await childProcesses(terminal.pid);
    const [chat] = await childProcesses(shell!);
    Deno.kill(chat!, "SIGTERM");
    await terminal.until("\x1b[?2004l");
    assert.match(await terminal.until("gone"), /\nicanon/);
  }, { after });
});

Deno.test("the hint is shown in colour, where colours are wanted, and goes when somebody types", {
  ignore,
}, async () => {
  const hint = "\x1b[90mSend a message (/? for help)\x1b[0m";
  await withChat("tiny", async (terminal) => {
    assert.ok(terminal.output.endsWith(`>>> ${hint}\r\x1b[4C`), terminal.output);
    await terminal.type("x");
    assert.match(await terminal.until("x"), /\r\x1b\[K>>> x$/);
    await terminal.type("\x7f" + CTRL_D);
  }, { env: { NO_COLOR: "" } });
  await withChat("tiny", async (terminal) => {
    await terminal.type("x");
    await terminal.until("x");
    assert.ok(!terminal.output.includes("\x1b[90m") && !terminal.output.includes("Send a message"));
    await terminal.type("\x7f" + CTRL_D);
  });
});
