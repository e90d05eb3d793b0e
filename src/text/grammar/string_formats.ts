const DAY = "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|" +
  "(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))";
const LEAP_YEAR = "(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)";
const DATE = `(?:\\d{4}-${DAY}|${LEAP_YEAR}-02-29)`;
const HOUR_MINUTE = "(?:[01]\\d|2[0-3]):[0-5]\\d";
const TIME = `${HOUR_MINUTE}:[0-5]\\d(?:\\.\\d{1,9})?(?:Z|[+-]${HOUR_MINUTE})`;
const CLOCK = "T(?:\\d{1,9}H(?:\\d{1,9}M(?:\\d{1,9}S)?)?|\\d{1,9}M(?:\\d{1,9}S)?|\\d{1,9}S)";
const DAYS = "(?:\\d{1,9}Y(?:\\d{1,9}M(?:\\d{1,9}D)?)?|\\d{1,9}M(?:\\d{1,9}D)?|\\d{1,9}D)";
const DURATION = `P(?:\\d{1,9}W|${DAYS}(?:${CLOCK})?|${CLOCK})`;
/** A name of four such labels has no more than the 253 characters that a name may have. */
const HOSTNAME = hostname(62);
/** Within addresses, where what comes behind it multiplies the states. */
const SHORT_HOSTNAME = hostname(32);
const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,32}";
const OCTET = "(?:\\d|[1-9]\\d|1\\d\\d|2[0-4]\\d|25[0-5])";
const GROUP = "[0-9a-fA-F]{1,4}";
const URI_PART = "(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9a-fA-F]{2})";

/** One to four labels of so many characters. */
function hostname(longest: number): string {
  const label = `[A-Za-z0-9](?:[A-Za-z0-9-]{0,${longest - 2}}[A-Za-z0-9])?`;
  return `${label}(?:\\.${label}){0,3}`;
}

/** Eight groups, or fewer with `::` in place of the others. */
function ipv6(): string {
  const options = [`(?:${GROUP}:){7}${GROUP}`];
  for (let before = 0; before <= 6; before++) {
    const head = before === 0 ? "" : `${GROUP}(?::${GROUP}){${before - 1}}`;
    const after = 6 - before;
    const tail = after === 0 ? "" : `(?:${GROUP}(?::${GROUP}){0,${after - 1}})?`;
    options.push(`${head}::${tail}`);
  }
  return `(?:${options.join("|")})`;
}

/** With at most so many characters, an e-mail address has no other bounds, so that its length alone is counted. */
const MAX_COUNTED = 287;
const EMAIL_CHARACTERS = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?";
const SHORT_EMAIL = `${EMAIL_CHARACTERS}(?:\\.${EMAIL_CHARACTERS})*@(?:${LABEL}\\.)+[A-Za-z]{2,}`;

/** The pattern of a format's values where they have lengths, `undefined` for a format that is not enforced. */
export function formatPattern(
  format: string,
  { maxLength }: { readonly maxLength?: unknown },
): string | undefined {
  const short = format === "email" && typeof maxLength === "number" && maxLength <= MAX_COUNTED;
  return short ? SHORT_EMAIL : STRING_FORMATS.get(format);
}

/**
 * Patterns of the values of `format` that are enforced; others, as JSON Schema has it, only tell of the value.
 * What matches is of the format; rare forms of some formats do not match: quoted e-mail names, leap seconds, IPv6 with
 * an IPv4 end, names of hosts with more than four labels or more than 62 characters in one, 32 in an e-mail address
 * or URI.
 */
const STRING_FORMATS: ReadonlyMap<string, string> = new Map([
  ["date", DATE],
  ["time", TIME],
  ["date-time", `${DATE}T${TIME}`],
  ["duration", DURATION],
  ["uuid", "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"],
  ["email", `${ATOM}(?:\\.${ATOM}){0,3}@${SHORT_HOSTNAME}\\.[A-Za-z]{2,24}`],
  ["hostname", HOSTNAME],
  ["ipv4", `${OCTET}(?:\\.${OCTET}){3}`],
  ["ipv6", ipv6()],
  [
    "uri",
    `[A-Za-z][A-Za-z0-9+.-]{1,20}:(?://${SHORT_HOSTNAME}(?::\\d{1,5})?(?:/${URI_PART}*)*|${URI_PART}+)` +
    `(?:\\?(?:${URI_PART}|[/?])*)?(?:#(?:${URI_PART}|[/?])*)?`,
  ],
]);
