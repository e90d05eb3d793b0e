/** What tells the user to sign in at a registry. */
export function signInHint(host: string): string {
  return `Sign in with 'hologram signin ${host}'`;
}
