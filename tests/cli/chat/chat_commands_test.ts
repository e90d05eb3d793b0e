// deno-lint-ignore-file no-control-regex -- the escape codes of a terminal
import assert from "node:assert/strict";
import { join } from "../../../src/deps/path.ts";
import { createdModels } from "../../models/created_models.ts";
import { hologram, ROOT } from "../../support/hologram.ts";
import { hasScript, hologramCommand, PseudoTerminal } from "../pseudo_terminal.ts";
import { type Intercept, RecordingProxy } from "../recording_proxy.ts";

const DECODER = join(ROOT, "tests/fixtures/networks/decoder");
const ignore = !hasScript;
const models = createdModels(ignore ? {} : { tiny: DECODER, other: DECODER });

/** What turns while something is awaited, and its end. */
const SPINNER = /(?:\r[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] )+\r\x1b\[K/;

/** Somebody who talks with a model. */
interface Talk {
  terminal: PseudoTerminal;
  proxy: RecordingProxy;
  /** Types a line; returns what is shown until the next prompt. */
  enter(line: string): Promise<string>;
  /** The body of the last request of a route. */
  sent(path: string): Record<string, unknown>;
}

async function withTalk(
  talk: (talk: Talk) => Promise<void>,
  { intercept, args = [] }: { intercept?: Intercept; args?: string[] } = {},
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const proxy = new RecordingProxy(models.server.url, intercept);
  try {
    await using terminal = new PseudoTerminal(hologramCommand("run", "tiny", ...args), {
      env: { HOLOGRAM_HOME: folder, HOLOGRAM_PORT: proxy.port, NO_COLOR: "1" },
    });
    const prompt = /\r\x1b\[K>>> \r\x1b\[4C/;
    await terminal.until(prompt);
    await talk({
      terminal,
      proxy,
      async enter(line) {
        await terminal.type(`${line}\r`);
        const shown = await terminal.until(new RegExp(`\\r\\r\\n([^]*?)${prompt.source}`));
        return shown.slice(shown.lastIndexOf("\r\r\n") + 3).replace(prompt, "")
          .replace(SPINNER, "").replaceAll("\r\n", "\n");
      },
      sent: (path) => proxy.requests.findLast((request) => request.path === path)!.body,
    });
    await terminal.type("/bye\r");
    assert.equal(await terminal.exitCode(), 0);
  } finally {
    await proxy.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

/** A server that says of its model that it can do more; everything else is true. */
function capable(...capabilities: string[]): Intercept {
  return ({ path }) =>
    path === "/api/show"
      ? Response.json({ details: {}, template: "x", capabilities: ["completion", ...capabilities] })
      : undefined;
}

/** Lines of a streamed answer. */
function answerOf(...lines: unknown[]): Response {
  return new Response(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

const YES = { message: { role: "assistant", content: "Yes." }, done: true, done_reason: "stop" };

Deno.test(
  "/set changes how the model is asked, and says what it did",
  { ignore },
  () =>
    withTalk(async ({ enter, sent }) => {
      const cases: [line: string, shown: string][] = [
        ["/set parameter temperature 0", "Set parameter 'temperature' to '0'\n"],
        ["/set parameter stop one two", "Set parameter 'stop' to 'one, two'\n"],
        ["/set parameter seed 7", "Set parameter 'seed' to '7'\n"],
        [
          "/set parameter seed x",
          "Couldn't set parameter: invalid int value [x]\nThe parameter seed is a whole number\n",
        ],
        ["/set system You  know colours.", "Set system message.\n"],
        ["/set nothink", "Set 'nothink' mode.\n"],
        ["/set think", "Couldn't set think: tiny does not think\n"],
        ["/set format xml", "Invalid or missing format. For JSON use '/set format json'\n"],
        ["/set format json", "Set format to 'json' mode.\n"],
        ["/set noformat", "Disabled format.\n"],
        ["/set wordwrap", "Set 'wordwrap' mode.\n"],
        ["/set nowordwrap", "Set 'nowordwrap' mode.\n"],
        ["/set history", "Set 'history' mode.\n"],
        ["/set nohistory", "Set 'nohistory' mode.\n"],
        ["/set quiet", "Set 'quiet' mode.\n"],
        [
          "/set quite",
          "Unknown command '/set quite'. Type /? for help\nDid you mean '/set quiet'?\n",
        ],
      ];
      for (const [line, shown] of cases) assert.equal(await enter(line), shown, line);
      assert.match(await enter("/set"), /^Set:\n/);
      assert.match(await enter("/set parameter"), /num_ctx/);
      assert.match(
        await enter("/set parameter zzz 1"),
        /^Couldn't set parameter: unknown parameter/,
      );
      assert.equal(await enter("What colour is grass?"), "Grass is green.\n\n");
      assert.deepEqual(sent("/api/chat"), {
        model: "tiny",
        options: { temperature: 0, stop: ["one", "two"], seed: 7 },
        think: false,
        messages: [
          { role: "system", content: "You  know colours." },
          { role: "user", content: "What colour is grass?" },
        ],
      });
      await enter("/set verbose");
      assert.match(await enter("What colour is grass?"), /Grass is green\.\n\ntotal duration: /);
    }),
);

Deno.test(
  "/set system takes several lines between quotes",
  { ignore },
  () =>
    withTalk(async ({ terminal, enter, sent }) => {
      await terminal.type('/set system """one\r');
      await terminal.until("... ");
      assert.equal(await enter('  two"""'), "Set system message.\n");
      await enter("Hello");
      assert.deepEqual((sent("/api/chat")["messages"] as unknown[])[0], {
        role: "system",
        content: "one\n  two",
      });
      assert.equal(await enter("/show system"), "one\n  two\n\n");
    }),
);

Deno.test("/show prints what the model is", { ignore }, () =>
  withTalk(async ({ enter }) => {
    assert.match(await enter("/show info"), /Input Shapes:/);
    assert.match(await enter("/show template"), /\{%/);
    assert.equal(await enter("/show license"), "No license was specified for this model.\n\n");
    assert.equal(
      await enter("/show system"),
      "No system message was specified for this model.\n\n",
    );
    await enter("/set parameter stop END");
    await enter("/set parameter temperature 0.5");
    assert.match(
      await enter("/show parameters"),
      /^Model defined parameters:\n {2}\S[^]*\n\nUser defined parameters:\n {2}stop {27}"END"\n {2}temperature {20}0.5\n\n$/,
    );
    assert.match(await enter("/show"), /^Show:\n/);
    assert.equal(
      await enter("/show licence"),
      "Unknown command '/show licence'. Type /? for help\nDid you mean '/show license'?\n",
    );
  }));

Deno.test(
  "/load talks with another model, from the beginning",
  { ignore },
  () =>
    withTalk(async ({ enter, sent }) => {
      await enter("My name is Zoé.");
      assert.equal(await enter("/load other"), "Loading model 'other'\n");
      await enter("What colour is grass?");
      assert.equal(sent("/api/chat")["model"], "other");
      assert.equal((sent("/api/chat")["messages"] as unknown[]).length, 1);
      assert.equal(
        await enter("/load missing"),
        "Loading model 'missing'\nCouldn't find model 'missing'\n",
      );
      await enter("What is my name?");
      assert.equal(sent("/api/chat")["model"], "other");
      assert.equal(await enter("/load"), "Usage:\n  /load <model>\n");
    }),
);

Deno.test(
  "/list prints what hologram list prints",
  { ignore },
  () =>
    withTalk(async ({ enter }) => {
      const { stdout } = await hologram(["list"], { home: models.home });
      const withoutTime = (table: string) => table.replace(/ {2,}\S+ \w+ ago|Less than .*/g, "");
      assert.equal(withoutTime(await enter("/list")), withoutTime(stdout));
    }),
);

Deno.test(
  "/save sends the model, its settings and what was said",
  { ignore },
  () =>
    withTalk(async ({ enter, sent }) => {
      assert.equal(await enter("/save"), "Usage:\n  /save <model>\n");
      assert.equal(await enter("/save bare"), "Created new model 'bare'\n");
      assert.deepEqual(sent("/api/create"), { model: "bare", from: "tiny" });
      await enter("/set system You know colours.");
      await enter("/set parameter seed 7");
      await enter("What colour is grass?");
      assert.equal(await enter("/save green"), "Created new model 'green'\n");
      assert.deepEqual(sent("/api/create"), {
        model: "green",
        from: "tiny",
        system: "You know colours.",
        parameters: { seed: 7 },
        messages: [
          { role: "user", content: "What colour is grass?" },
          { role: "assistant", content: "Grass is green." },
        ],
      });
      assert.equal(await enter("/save a b"), "Usage:\n  /save <model>\n");
    }, {
      intercept: ({ path }) =>
        path === "/api/create"
          ? answerOf({ status: "writing manifest" }, { status: "success" })
          : undefined,
    }),
);

Deno.test(
  "a model that was saved can be loaded, and knows what it was told",
  { ignore },
  () =>
    withTalk(async ({ enter }) => {
      await enter("/set parameter seed 7");
      await enter("My name is Zoé.");
      assert.equal(await enter("/save zoe"), "Created new model 'zoe'\n");
      assert.equal(await enter("/load zoe"), "Loading model 'zoe'\n");
      assert.match(await enter("/show parameters"), /^Model[^]*\n {2}seed {27}7\n[^]*\nUser/);
      assert.equal(await enter("What is my name?"), "Your name is Zoé.\n\n");
      assert.match(await enter("/save no/such/name/at/all"), /^Error: /);
    }),
);

Deno.test(
  "a model that thinks is told how hard, and shows it",
  { ignore },
  () =>
    withTalk(async ({ enter, sent }) => {
      assert.equal(await enter("/set think high"), "Set 'think' mode to 'high'.\n");
      assert.equal(
        await enter("/set think hard"),
        `Couldn't set think: invalid think value: "hard" ` +
          `(must be "high", "medium", "low", "max", true, or false)\n`,
      );
      assert.equal(
        await enter("Hm?"),
        "Thinking...\nLet me see.\n...done thinking.\n\nYes.\n\n",
      );
      assert.equal(sent("/api/chat")["think"], "high");
      assert.equal(await enter("/set think"), "Set 'think' mode.\n");
      await enter("Hm?");
      const { think, messages } = sent("/api/chat");
      assert.equal(think, true);
      assert.deepEqual((messages as unknown[])[1], {
        role: "assistant",
        content: "Yes.",
        thinking: "Let me see.",
      });
    }, {
      intercept: (request) =>
        request.path === "/api/chat"
          ? answerOf({ message: { content: "", thinking: "Let me see." }, done: false }, YES)
          : capable("thinking")(request),
    }),
);

Deno.test("pictures that a message names come along, when the model sees", { ignore }, async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "my cat.png");
  const bytes = Uint8Array.from("\x89PNG\r\n\x1a\n", (character) => character.charCodeAt(0));
  await Deno.writeFile(path, bytes);
  await Deno.writeTextFile(join(folder, "not.png"), "plain text");
  await withTalk(async ({ enter, sent, proxy }) => {
    assert.equal(await enter(`describe '${path}'`), `Added image '${path}'\nYes.\n\n`);
    const picture = { role: "user", content: "describe", images: [btoa("\x89PNG\r\n\x1a\n")] };
    assert.deepEqual(sent("/api/chat")["messages"], [picture]);
    // A path at the beginning is no command.
    await enter(path.replace(" ", "\\ "));
    assert.deepEqual((sent("/api/chat")["messages"] as unknown[])[2], { ...picture, content: "" });
    const before = proxy.requests.length;
    assert.match(await enter(`see ${folder}/not.png`), /^Error: Cannot send the picture /);
    assert.equal(proxy.requests.length, before);
  }, {
    intercept: (request) =>
      request.path === "/api/chat" ? answerOf(YES) : capable("vision")(request),
  });
  await withTalk(async ({ enter, sent }) => {
    await enter(`describe '${path}'`);
    assert.deepEqual(sent("/api/chat")["messages"], [{
      role: "user",
      content: `describe '${path}'`,
    }]);
  }, { intercept: ({ path }) => path === "/api/chat" ? answerOf(YES) : undefined });
  await Deno.remove(folder, { recursive: true });
});
