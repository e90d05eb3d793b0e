/** What happens to a model on its way to a registry: what the server says, or else which layer goes now. */
export function pushMessage({ status, digest }: { status: string; digest: string }): string {
  if (status !== "") return status;
  // A digest that is too short to be shortened is shown whole, as Ollama does.
  const shown = digest.length >= 19 ? digest.slice(7, 19) : digest;
  return `pushing ${shown}...`;
}
