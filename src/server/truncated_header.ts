import type { Truncated } from "./answers/chunks.ts";

/** The header that tells what was left out of a prompt that was too long; none when it fitted. */
export function truncatedHeader(truncated: Truncated | undefined): Record<string, string> {
  if (truncated === undefined) return {};
  const { messages, tokens } = truncated;
  return { "x-hologram-truncated": `messages=${messages}, tokens=${tokens}` };
}

/** The field that tells it in a stream, whose headers went out before it was known. */
export function truncatedField(
  truncated: Truncated | undefined,
): { hologram?: { truncated: Truncated } } {
  return truncated === undefined ? {} : { hologram: { truncated } };
}
