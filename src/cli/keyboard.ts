import { PasteSplitter, type Typed } from "./paste_splitter.ts";

/** The keys of a terminal, as they are pressed: no echo, no lines, and Ctrl-C is a key like the others. */
export interface Keyboard {
  /** Is called with what is typed or pasted; `undefined` when the terminal is gone. */
  onInput: (input: Typed | undefined) => void;
  /** Is called when the terminal has got another size. */
  onResize: () => void;
  /** Stops this process as Ctrl-Z does; returns when it goes on. */
  suspend(): void;
  /** Leaves the terminal to another program while `work` runs. */
  lend<T>(work: () => Promise<T>): Promise<T>;
  /** Gives the terminal back as it was. */
  close(): void;
}

/** Asks the terminal to mark what is pasted, and no longer to. */
const MARK_PASTES = "\x1b[?2004h";
const MARK_NOTHING = "\x1b[?2004l";

/**
 * Takes the keys of this process's terminal.
 *
 * @param print Writes to the terminal.
 */
export async function openKeyboard(print: (text: string) => void): Promise<Keyboard> {
  const { default: { stdin } } = await import("node:process");
  const splitter = new PasteSplitter();
  const onData = (text: string) => {
    for (const input of splitter.push(text)) keyboard.onInput(input);
  };
  const onEnd = () => keyboard.onInput(undefined);
  const take = () => {
    stdin.setRawMode(true);
    print(MARK_PASTES);
  };
  const giveBack = () => {
    print(MARK_NOTHING);
    stdin.setRawMode(false);
  };
  const onSize = () => keyboard.onResize();
  const keyboard: Keyboard = {
    onInput: () => {},
    onResize: () => {},
    suspend() {
      giveBack();
      // The whole group, as the terminal would: a program around this one must stop as well.
      Deno.kill(0, "SIGTSTP");
      take();
    },
    async lend(work) {
      stdin.pause();
      giveBack();
      try {
        return await work();
      } finally {
        take();
        stdin.resume();
      }
    },
    close() {
      if (hasSizeSignal) Deno.removeSignalListener("SIGWINCH", onSize);
      removeEventListener("unload", giveBack);
      stdin.off("data", onData).off("end", onEnd).pause();
      giveBack();
    },
  };
  const hasSizeSignal = Deno.build.os !== "windows";
  if (hasSizeSignal) Deno.addSignalListener("SIGWINCH", onSize);
  stdin.setEncoding("utf8");
  stdin.on("data", onData).on("end", onEnd);
  take();
  // A second SIGTERM ends the process at once.
  addEventListener("unload", giveBack);
  return keyboard;
}
