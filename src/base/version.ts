/** The version of this program; `deno.json` names the same one (a test compares them). */
export const VERSION = "0.1.0";
