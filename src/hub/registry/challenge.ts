/** What a registry asks for in `WWW-Authenticate` (RFC 9110, section 11). */
export interface Challenge {
  /** `bearer`, `basic` or another scheme, in lower case. */
  scheme: string;
  /** Where tokens are given (Bearer), or a name for what is protected (Basic); empty if not said. */
  realm: string;
  /** The service that a token is for; empty if not said. */
  service: string;
  /** The rights that the request needs, `repository:library/x:pull`, several with spaces between; empty if not said. */
  scope: string;
}

/** `name=value` with a token or a quoted string, or a scheme: a token that no `=` follows. */
const PART = /\s*,?\s*([!#$%&'*+.^_`|~\w-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/y;

/** Reads every challenge of a `WWW-Authenticate` header; what is malformed ends the reading. */
export function parseChallenges(header: string): Challenge[] {
  const challenges: Challenge[] = [];
  PART.lastIndex = 0;
  for (let match = PART.exec(header); match !== null; match = PART.exec(header)) {
    const [, name, quoted, bare] = match;
    const value = quoted?.replace(/\\(.)/gs, "$1") ?? bare;
    const key = name!.toLowerCase();
    if (value === undefined) {
      challenges.push({ scheme: key, realm: "", service: "", scope: "" });
      continue;
    }
    const last = challenges.at(-1);
    if (last !== undefined && (key === "realm" || key === "service" || key === "scope")) {
      last[key] = value;
    }
  }
  return challenges;
}

/** The challenge that this program answers: Bearer before Basic. `undefined` when there is neither. */
export function chooseChallenge(challenges: readonly Challenge[]): Challenge | undefined {
  return challenges.find(({ scheme }) => scheme === "bearer") ??
    challenges.find(({ scheme }) => scheme === "basic");
}
