/** Flags of `run` whose value may be left out, and then only follows behind `=`: `--think`, `--think=high`. */
const FLAGS: readonly string[] = ["--think", "--truncate"];

/** Arguments as the command tree reads them: flags whose value was left out have it, so that no word is taken for it. */
export function spellOutFlags(args: readonly string[]): string[] {
  const end = args.indexOf("--");
  return args.map((word, index) =>
    args[0] === "run" && FLAGS.includes(word) && (end < 0 || index < end) ? `${word}=true` : word
  );
}
