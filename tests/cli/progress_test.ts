// deno-lint-ignore-file no-control-regex -- the escape codes of a terminal
import assert from "node:assert/strict";
import { Progress } from "../../src/cli/progress.ts";
import { startSpinner } from "../../src/cli/spinner.ts";
import { FakeClock, FakeTerminal } from "./fake_terminal.ts";
import { Screen } from "./screen.ts";

function onScreen(columns = 60): {
  terminal: FakeTerminal;
  clock: FakeClock;
  progress: Progress;
  lines: () => string[];
} {
  const terminal = new FakeTerminal({ screen: true, columns });
  const clock = new FakeClock();
  const lines = () => {
    const screen = new Screen();
    screen.write(terminal.noted);
    assert.ok(screen.width < columns, screen.lines.join("\n"));
    return screen.lines.filter((line) => line !== "");
  };
  return { terminal, clock, progress: new Progress(terminal, clock), lines };
}

Deno.test("Progress leaves one line of each phase, in its last state", () => {
  const { clock, progress, lines, terminal } = onScreen();
  progress.update({ status: "importing" });
  clock.pass(100);
  assert.deepEqual(lines(), ["importing ⠙"]);
  for (let done = 0; done <= 2e9; done += 5e8) {
    progress.update({ status: "writing", completed: done, total: 2e9 });
    clock.pass(1000);
  }
  assert.deepEqual(lines(), ["importing", "writing 100% ▕████████████▏   2 GB"]);
  progress.update({ status: "writing manifest" });
  progress.update({ status: "success" });
  progress.complete();
  assert.deepEqual(lines(), [
    "importing",
    "writing 100% ▕████████████▏   2 GB",
    "writing manifest",
    "success",
  ]);
  assert.ok(!clock.ticking);
  const { noted } = terminal;
  progress.end();
  assert.equal(terminal.noted, noted);
});

Deno.test("Progress draws ten times a second at most, however often it is told", () => {
  const { terminal, clock, progress } = onScreen();
  let drawn = 0;
  for (let step = 0; step < 1000; step++) {
    const before = terminal.noted;
    progress.update({ status: "writing", completed: step, total: 1000 });
    assert.equal(terminal.noted, before);
    clock.pass(1);
    if (terminal.noted !== before) drawn++;
  }
  assert.equal(drawn, 10);
  progress.end();
});

Deno.test("Progress never goes backwards", () => {
  const { clock, progress, lines } = onScreen();
  const percents = [10, 40, 30, 60, 20].map((completed) => {
    progress.update({ status: "pulling", completed, total: 100 });
    clock.pass(100);
    return Number(/(\d+)%/.exec(lines()[0]!)![1]);
  });
  assert.deepEqual(percents, [10, 40, 40, 60, 60]);
  // What turns out to be larger than it seemed does not take anything back.
  progress.update({ status: "pulling", completed: 61, total: 200 });
  clock.pass(100);
  assert.match(lines()[0]!, / 60%/);
  progress.end();
});

Deno.test("Progress says how fast it goes of late, and how long it takes still", () => {
  const { clock, progress, lines } = onScreen();
  let completed = 0;
  const second = (bytes: number) => {
    completed += bytes;
    progress.update({ status: "pulling", completed, total: 2e10 });
    clock.pass(1000);
    return lines().at(-1)!;
  };
  assert.doesNotMatch(second(0), /\/s/);
  for (let seconds = 0; seconds < 18; seconds++) second(1e8);
  // 600 MB from the sample before the last five seconds on, over the seven seconds since.
  assert.match(second(1e8), / 1\.9 GB\/ 20 GB {3}85 MB\/s {3}3m31s$/);
  for (let seconds = 0; seconds < 9; seconds++) second(1e9);
  assert.match(second(1e9), / 11 GB\/ 20 GB {2}857 MB\/s {6}9s$/);
  // When nothing comes any more, it is taken to be slower and slower.
  clock.pass(20_000);
  assert.match(lines().at(-1)!, / 11 GB\/ 20 GB {2}222 MB\/s {5}36s$/);
  progress.end();
});

Deno.test("Progress shows phases side by side, and each in one line", () => {
  const { clock, progress, lines } = onScreen();
  for (const completed of [0, 50, 100]) {
    progress.update({ status: "pulling a", completed, total: 100 });
    progress.update({ status: "pulling b", completed: completed / 2, total: 100 });
    clock.pass(100);
  }
  const starts = () => lines().map((line) => line.slice(0, 14).replace(/ ▕.*/, ""));
  assert.deepEqual(starts(), ["pulling a 100%", "pulling b  50%", "total  75%"]);
  progress.update({ status: "pulling b", completed: 100, total: 100 });
  progress.update({ status: "verifying" });
  progress.complete();
  assert.deepEqual(starts(), ["pulling a 100%", "pulling b 100%", "total 100%", "verifying"]);
});

Deno.test("Progress sums up what is pulled in a last line, and nothing else", () => {
  const { clock, progress, lines } = onScreen();
  progress.update({ status: "pulling manifest" });
  progress.update({ status: "pulling a", completed: 900, total: 1000 });
  clock.pass(100);
  assert.deepEqual(lines().map((line) => line.split(/ *\d+%/)[0]), [
    "pulling manifest",
    "pulling a",
  ]);
  const shown: string[] = [];
  for (let second = 0; second <= 10; second++) {
    progress.update({ status: "pulling b", completed: 300 * second, total: 3000 });
    clock.pass(1000);
    shown.push(lines().at(-1)!);
  }
  assert.match(shown[0]!, /^total {2}22% .* 900 B\/ {2}4 KB$/);
  // 300 bytes a second and those that are left; what had come before is not counted as quick.
  assert.match(shown[3]!, /^total {2}45% .* 1\.8 KB\/ {2}4 KB +225 B\/s +10s$/);
  // A file that is larger than all before takes nothing back.
  progress.update({ status: "pulling c", completed: 0, total: 1e6 });
  clock.pass(1000);
  assert.match(lines().at(-1)!, /^total {2}97% /);
  // The last word about what is complete does not begin it anew.
  progress.update({ status: "pulling b", completed: 3000, total: 3000 });
  clock.pass(100);
  const labels = ["pulling manifest", "pulling a", "pulling b", "pulling c", "total"];
  assert.deepEqual(lines().map((line) => line.split(/ *\d+%/)[0]), labels);
  progress.update({ status: "writing", completed: 1, total: 2 });
  progress.update({ status: "checking", completed: 1, total: 2 });
  progress.complete();
  assert.deepEqual(
    lines().map((line) => line.split(/ *\d+%/)[0]),
    [...labels, "writing", "checking"],
  );
});

Deno.test("Progress of more files than the terminal has rows moves the cursor no higher than it can", () => {
  const { terminal, clock, progress, lines } = onScreen();
  const files = Array.from({ length: 40 }, (_, index) => `pulling file${index}`);
  const tell = (part: number) => {
    for (const [index, status] of files.entries()) {
      progress.update({ status, completed: Math.min(100, part * (index + 10)), total: 100 });
    }
    clock.pass(100);
  };
  for (let part = 0; part < 5; part++) tell(part);
  assert.equal(lines().at(-1)!.slice(0, 5), "total");
  for (const part of [5, 7, 10]) tell(part);
  progress.complete();
  const moves = Array.from(terminal.noted.matchAll(/\x1b\[(\d+)A/g), ([, rows]) => Number(rows));
  assert.ok(moves.length > 0 && Math.max(...moves) < terminal.rows(), String(moves));
  const ended = lines().map((line) => line.split(/ *\d+%/)[0]);
  assert.deepEqual(ended.toSorted(), [...files, "total"].toSorted());
  assert.equal(ended.at(-1), "total");
});

Deno.test("Progress that breaks off stays as it is", () => {
  const { clock, progress, lines } = onScreen();
  progress.update({ status: "pulling", completed: 50, total: 100 });
  clock.pass(100);
  progress.end();
  assert.match(lines()[0]!, /^pulling {2}50% /);
  assert.ok(!clock.ticking);
});

Deno.test("Progress shortens what a narrow terminal has no room for", () => {
  const { terminal, clock, progress, lines } = onScreen(16);
  progress.update({ status: "a phase with a long name" });
  clock.pass(100);
  assert.deepEqual(lines(), ["a phase with ⠙"]);
  progress.update({ status: "pulling", completed: 50, total: 100 });
  terminal.noted = "";
  clock.pass(100);
  // Behind what has ended nothing is drawn again, so it may take two lines.
  const plain = terminal.noted.replaceAll(/\x1b\[1?[AK]/g, "");
  assert.equal(plain, "a phase with a long name\npulling  50%\n");
  progress.end();
});

Deno.test("Progress is a plain line a phase where there is no terminal", () => {
  const terminal = new FakeTerminal({ screen: false });
  const progress = new Progress(terminal);
  progress.update({ status: "importing" });
  for (const completed of [0, 50, 100]) {
    progress.update({ status: "pulling a", completed, total: 100 });
    progress.update({ status: "pulling b", completed, total: 100 });
  }
  progress.update({ status: "same" });
  progress.update({ status: "other" });
  progress.update({ status: "same" });
  progress.complete();
  assert.equal(terminal.noted, "importing\npulling a\npulling b\nsame\nother\nsame\n");
});

Deno.test("startSpinner turns on a terminal, and leaves no trace", () => {
  const terminal = new FakeTerminal({ screen: true });
  const clock = new FakeClock();
  const stop = startSpinner(terminal, clock);
  clock.pass(99);
  assert.equal(terminal.noted, "");
  clock.pass(201);
  assert.equal(terminal.noted, "\r⠙ \r⠹ \r⠸ ");
  stop();
  stop();
  const screen = new Screen();
  screen.write(terminal.noted);
  assert.deepEqual(screen.lines, [""]);
  assert.ok(!clock.ticking);
  assert.equal(terminal.printed, "");
});

Deno.test("startSpinner that is stopped at once writes nothing, and nothing where there is no terminal", () => {
  const terminal = new FakeTerminal({ screen: true });
  startSpinner(terminal, new FakeClock())();
  assert.equal(terminal.noted, "");
  const piped = new FakeTerminal({ screen: false });
  const clock = new FakeClock();
  const stop = startSpinner(piped, clock);
  clock.pass(1000);
  stop();
  assert.equal(piped.noted, "");
});
