/** Where a command reads and writes. */
export interface Terminal {
  /** Prints to standard output: what was asked for. */
  print(text: string): void;
  /** Prints to standard error: progress, notes, errors. */
  note(text: string): void;
  /** Standard input to its end, when it is not a terminal; otherwise nothing. */
  readPiped(): Promise<string>;
  /** Whether standard error is a terminal, and may show what overwrites itself. */
  readonly interactive: boolean;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const encoder = new TextEncoder();
  return {
    print: (text) => writeAll(Deno.stdout, encoder.encode(text)),
    note: (text) => writeAll(Deno.stderr, encoder.encode(text)),
    readPiped: async () =>
      Deno.stdin.isTerminal() ? "" : await new Response(Deno.stdin.readable).text(),
    interactive: Deno.stderr.isTerminal(),
  };
}

function writeAll(stream: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.byteLength;) {
    written += stream.writeSync(bytes.subarray(written));
  }
}
