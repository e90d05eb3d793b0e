import { type Keyboard, openKeyboard } from "./keyboard.ts";

/** Where a command reads and writes. */
export interface Terminal {
  /** Prints to standard output: what was asked for. */
  print(text: string): void;
  /** Prints to standard error: progress, notes, errors. */
  note(text: string): void;
  /** Standard input to its end, when it is not a terminal; otherwise nothing. */
  readPiped(): Promise<string>;
  /** Takes the keys of a terminal as they are pressed. */
  openKeyboard(): Promise<Keyboard>;
  /** Whether standard error is a terminal, and may show what overwrites itself. */
  readonly interactive: boolean;
  /** Whether standard input is a terminal, so that somebody can be asked. */
  readonly readsKeys: boolean;
  /** Whether standard output is a terminal, which text is laid out for. */
  readonly printsToScreen: boolean;
  /** Whether colours are wanted: `NO_COLOR` is not set, and standard output is a terminal. */
  readonly colour: boolean;
  /** The width of the terminal now; 80 where there is none. */
  columns(): number;
  /** The height of the terminal now; 24 where there is none. */
  rows(): number;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const encoder = new TextEncoder();
  const printsToScreen = Deno.stdout.isTerminal();
  const print = (text: string) => writeAll(Deno.stdout, encoder.encode(text));
  const note = (text: string) => writeAll(Deno.stderr, encoder.encode(text));
  return {
    print,
    note,
    readPiped: async () =>
      Deno.stdin.isTerminal() ? "" : await new Response(Deno.stdin.readable).text(),
    openKeyboard: () => openKeyboard(printsToScreen ? print : note),
    interactive: Deno.stderr.isTerminal(),
    readsKeys: Deno.stdin.isTerminal(),
    printsToScreen,
    colour: printsToScreen && !Deno.env.get("NO_COLOR"),
    columns: () => terminalSize().columns,
    rows: () => terminalSize().rows,
  };
}

function terminalSize(): { columns: number; rows: number } {
  try {
    const { columns, rows } = Deno.consoleSize();
    // A terminal that does not know its size says 0.
    return { columns: columns || 80, rows: rows || 24 };
  } catch {
    return { columns: 80, rows: 24 };
  }
}

function writeAll(stream: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.byteLength;) {
    written += stream.writeSync(bytes.subarray(written));
  }
}
