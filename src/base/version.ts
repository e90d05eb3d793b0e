/** The version of this program; `deno.json` names the same one (a test compares them). */
export const VERSION = "0.1.0";

/**
 * Version of the API as a whole. A client talks to a server of the same one; it grows when a client of before
 * could be misled.
 */
export const API_VERSION = 1;
