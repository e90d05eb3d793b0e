/** Length of the longest end of a text with which one of the literals may begin, none of them being whole. */
export function overlap(text: string, literals: readonly string[]): number {
  const longest = Math.max(0, ...literals.map((literal) => literal.length - 1));
  for (let length = Math.min(longest, text.length); length > 0; length--) {
    const end = text.slice(-length);
    if (literals.some((literal) => literal.length > length && literal.startsWith(end))) {
      return length;
    }
  }
  return 0;
}
