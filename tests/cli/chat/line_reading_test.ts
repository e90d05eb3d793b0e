import assert from "node:assert/strict";
import { KeyDecoder } from "../../../src/cli/chat/key_decoder.ts";
import { LineReading, type LineStyle } from "../../../src/cli/chat/line_reading.ts";
import { LineView } from "../../../src/cli/chat/line_view.ts";
import { hasOpenQuotes } from "../../../src/cli/chat/message_text.ts";
import { seededRandom } from "../../base/seeded_random.ts";
import { FakeTerminal } from "../fake_terminal.ts";
import { Screen } from "../screen.ts";

const STYLE: LineStyle = {
  prompt: ">>> ",
  more: "... ",
  hint: () => "Say something",
  isOpen: hasOpenQuotes,
};

/** A terminal of a size that can change. */
class SizedTerminal extends FakeTerminal {
  readonly screen = new Screen();
  width: number;
  height: number;

  constructor(width: number, height: number) {
    super({ screen: true });
    this.width = width;
    this.height = height;
  }

  override print(text: string): void {
    this.screen.write(text);
  }

  override columns(): number {
    return this.width;
  }

  override rows(): number {
    return this.height;
  }
}

/** Somebody who types a message. */
class Typist {
  readonly terminal: SizedTerminal;
  readonly view: LineView;
  readonly reading: LineReading;
  readonly #decoder = new KeyDecoder();

  constructor(columns = 20, rows = 24, history: string[] = [], before = "") {
    this.terminal = new SizedTerminal(columns, rows);
    this.terminal.print(before);
    this.view = new LineView(this.terminal);
    this.reading = new LineReading(STYLE, history);
    this.draw();
  }

  /** What came of the last key. */
  type(text: string, pasted = false): unknown {
    const results = this.#decoder.push({ text, pasted }).map((key) => this.reading.press(key));
    this.draw();
    return results.at(-1);
  }

  draw(): void {
    this.view.draw(this.reading.layout(this.terminal.width, false));
  }

  /** The screen's lines, `|` where the cursor is. */
  get shown(): string[] {
    const { row, column } = this.terminal.screen.cursor;
    return this.terminal.screen.cells.map((cells, index) => {
      const line = cells.concat(Array(Math.max(0, column - cells.length)).fill(" "));
      const text = index === row
        ? `${line.slice(0, column).join("")}|${line.slice(column).join("")}`
        : line.join("");
      return text.trimEnd();
    });
  }
}

Deno.test("a line goes on in the next row where the terminal ends", () => {
  const typist = new Typist(10);
  typist.type("abcde");
  assert.deepEqual(typist.shown, [">>> abcde|"]);
  typist.type("f");
  assert.deepEqual(typist.shown, [">>> abcdef", "|"]);
  typist.type("gh");
  assert.deepEqual(typist.shown, [">>> abcdef", "gh|"]);
  typist.type("\x1b[H");
  assert.deepEqual(typist.shown, [">>> |abcdef", "gh"]);
  typist.type("日");
  assert.deepEqual(typist.shown, [">>> 日|abcd", "efgh"]);
  typist.type("\x0b");
  assert.deepEqual(typist.shown, [">>> 日|"]);
});

Deno.test("a wide character never stands on both sides of the terminal's end", () => {
  const typist = new Typist(9);
  typist.type("日本語");
  assert.deepEqual(typist.shown, [">>> 日本", "語|"]);
  typist.type("\x02\x7f");
  assert.deepEqual(typist.shown, [">>> 日|語"]);
  typist.type("\x05👩‍👩‍👧🇫🇷e\u0301");
  assert.deepEqual(typist.shown, [">>> 日語", "👩‍👩‍👧🇫🇷e\u0301|"]);
  typist.type("\x02\x02\x02");
  assert.deepEqual(typist.shown, [">>> 日語", "|👩‍👩‍👧🇫🇷e\u0301"]);
});

Deno.test("pasted lines and lines between quotes are edited together", () => {
  const typist = new Typist();
  typist.type("one\ntwo\tx", true);
  assert.deepEqual(typist.shown, [">>> one", "... two x|"]);
  typist.type("\x1b[A!");
  assert.deepEqual(typist.shown, [">>> one!|", "... two x"]);
  assert.deepEqual(typist.type("\r"), { type: "line", text: "one!\ntwo\tx" });

  const quoted = new Typist();
  assert.equal(quoted.type('"""one\r'), undefined);
  assert.deepEqual(quoted.shown, ['>>> """one', "... |"]);
  assert.equal(quoted.type("\r/bye\r"), undefined);
  assert.deepEqual(quoted.type('"""\r'), { type: "line", text: '"""one\n\n/bye\n"""' });
});

Deno.test("control characters of an earlier message are shown, not obeyed", () => {
  const typist = new Typist(40, 24, ["a\x1b[2Jb"]);
  typist.type("\x10");
  assert.deepEqual(typist.shown, [">>> a␛[2Jb|"]);
});

Deno.test("the text stays where it is when the terminal gets another width", () => {
  const typist = new Typist(20, 24, [], "before\r\n");
  typist.type("abcdefghijklmnopqrstuvwxyz\x02\x02");
  assert.deepEqual(typist.shown, ["before", ">>> abcdefghijklmnop", "qrstuvwx|yz"]);
  for (
    const [width, expected] of [
      [12, ["before", ">>> abcdefgh", "ijklmnopqrst", "uvwx|yz"]],
      [30, ["before", ">>> abcdefghijklmnopqrstuvwx|yz"]],
      [20, ["before", ">>> abcdefghijklmnop", "qrstuvwx|yz"]],
      [7, ["before", ">>> abc", "defghij", "klmnopq", "rstuvwx", "|yz"]],
    ] as const
  ) {
    typist.terminal.width = width;
    typist.terminal.screen.resize(width);
    typist.draw();
    assert.deepEqual(typist.shown, expected, `${width} columns`);
  }
});

Deno.test("a text that is higher than the terminal shows the rows around the cursor, and all at its end", () => {
  const typist = new Typist(20, 3);
  typist.type("1\n2\n3\n4\n5", true);
  assert.deepEqual(typist.shown, ["... 3", "... 4", "... 5|"]);
  typist.type("\x1b[A\x1b[A\x1b[A");
  assert.deepEqual(typist.shown, ["... 2|", "... 3", "... 4"]);
  typist.type("!");
  assert.deepEqual(typist.shown, ["... 2!|", "... 3", "... 4"]);
  typist.reading.leave();
  const layout = typist.reading.layout(20, false);
  typist.view.draw(layout);
  typist.view.finish(layout);
  assert.deepEqual(typist.shown, [">>> 1", "... 2!", "... 3", "... 4", "... 5", "|"]);
});

Deno.test("a search finds earlier messages by a part of them", () => {
  const typist = new Typist(60, 24, ["third one", "second", "first one"]);
  typist.type("draft\x12one");
  assert.deepEqual(typist.shown, ["(reverse-i-search)'one': third |one"]);
  typist.type("\x12");
  assert.deepEqual(typist.shown, ["(reverse-i-search)'one': first |one"]);
  typist.type("\x12");
  assert.deepEqual(typist.shown, ["(failed reverse-i-search)'one': first |one"]);
  typist.type("\x7f\x7f\x7fsec");
  assert.deepEqual(typist.shown, ["(reverse-i-search)'sec': |second"]);
  typist.type("\x05!");
  assert.deepEqual(typist.shown, [">>> second!|"]);
  typist.type("\x12th\x07");
  assert.deepEqual(typist.shown, [">>> second!|"]);
  typist.type("\x12th");
  assert.deepEqual(typist.type("\r"), { type: "line", text: "third one" });
});

Deno.test("earlier messages come back, and the new one stays", () => {
  const typist = new Typist(20, 24, ["two", "one\nmore"]);
  typist.type("new\x10");
  assert.deepEqual(typist.shown, [">>> two|"]);
  typist.type("\x10\x10\x10");
  assert.deepEqual(typist.shown, [">>> one|", "... more"]);
  typist.type("\x0e\x0e");
  assert.deepEqual(typist.shown, [">>> two|"]);
  typist.type("\x0e");
  assert.deepEqual(typist.shown, [">>> new|"]);
});

Deno.test("the screen shows what was typed, whatever is typed", () => {
  const random = seededRandom(7);
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)]!;
  const pieces = [
    "a",
    "word ",
    "日",
    "👩‍👩‍👧",
    "🇫🇷",
    "e\u0301",
    "\x02",
    "\x06",
    "\x01",
    "\x05",
    "\x7f",
    "\x04",
    "\x17",
    "\x1bb",
    "\x1bf",
    "\x14",
    "\x19",
    "\x1b[A",
    "\x1b[B",
  ];
  for (let round = 0; round < 20; round++) {
    const typist = new Typist(pick([5, 8, 13]), 50);
    for (let step = 0; step < 60; step++) {
      if (random() < 0.1) typist.type("\n", true);
      else typist.type(pick(pieces));
      const { screen, width } = typist.terminal;
      const { rows, row, column } = typist.reading.layout(width, false);
      const text = (lines: string[]) => lines.map((line) => line.trimEnd()).join("\n").trimEnd();
      assert.equal(text(screen.lines), text(rows));
      assert.deepEqual(screen.cursor, { row, column });
      assert.ok(screen.width <= width);
      if (typist.reading.text.length > 80) typist.type("\x15");
    }
  }
});
