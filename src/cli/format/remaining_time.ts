/**
 * The time that a progress bar expects to need, as Ollama writes it: whole seconds (`59m59s`), from an hour on minutes
 * (`1h1m`), from a hundred hours on `99h+`.
 */
export function remainingTime(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours >= 100) return "99h+";
  if (hours > 0) return `${hours}h${minutes % 60}m`;
  return minutes > 0 ? `${minutes}m${seconds % 60}s` : `${seconds}s`;
}
