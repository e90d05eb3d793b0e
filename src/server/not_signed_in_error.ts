import { HologramError } from "../base/mod.ts";

/** Nobody is signed in at a registry: status 401. */
export class NotSignedInError extends HologramError {
  /** Makes the error. */
  constructor(host: string) {
    super(`not signed in at ${host}`, {
      kind: "forbidden",
      hint: `Sign in with: hologram signin ${host}`,
    });
  }

  /** Tells the client that a credential is missing. */
  override get status(): number {
    return 401;
  }
}
