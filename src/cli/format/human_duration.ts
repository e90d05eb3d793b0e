/** A length of time in words, as Ollama prints it: `Less than a second`, `About an hour`, `2 days`. */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000);
  const minutes = Math.trunc(seconds / 60);
  const hours = Math.round(milliseconds / 3_600_000);
  if (seconds < 1) return "Less than a second";
  if (seconds === 1) return "1 second";
  if (seconds < 60) return `${seconds} seconds`;
  if (minutes === 1) return "About a minute";
  if (minutes < 60) return `${minutes} minutes`;
  if (hours === 1) return "About an hour";
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.trunc(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.trunc(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24 / 30)} months`;
  return `${Math.trunc(milliseconds / 3_600_000 / 24 / 365)} years`;
}

/** How far ahead a moment must be to count as never coming. */
const TWENTY_YEARS_MS = 20 * 365 * 24 * 3_600_000;

/**
 * A moment relative to now: `2 days ago`, `4 minutes from now`; `Forever` for more than twenty years ahead, `Never` for
 * the first moment of year 1, which stands for none.
 */
export function humanTime(moment: Date, now: Date): string {
  if (moment.getUTCFullYear() === 1) return "Never";
  const ahead = moment.getTime() - now.getTime();
  if (ahead > TWENTY_YEARS_MS) return "Forever";
  return ahead > 0 ? `${humanDuration(ahead)} from now` : `${humanDuration(-ahead)} ago`;
}
