/** Makes an identifier that no other answer has, with a prefix that says of what: `chatcmpl-`, `msg_`. */
export type NewId = (prefix: string) => string;

/** A prefix and 24 random hexadecimal digits. */
export function hexId(prefix: string, randomBytes: (count: number) => Uint8Array): string {
  return prefix + randomBytes(12).toHex();
}
