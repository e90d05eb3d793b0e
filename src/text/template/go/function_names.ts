/** The functions that a template can call: Go's own, then Ollama's. */
export const FUNCTIONS: ReadonlySet<string> = new Set([
  "and",
  "or",
  "not",
  "eq",
  "ne",
  "lt",
  "le",
  "gt",
  "ge",
  "index",
  "len",
  "slice",
  "print",
  "printf",
  "println",
  "json",
  "currentDate",
  "yesterdayDate",
  "toTypeScriptType",
]);

/** Functions of Go that are refused, with the reason. */
export const REFUSED_FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ["call", "no value of a prompt is a function"],
  ["html", "a prompt is not escaped for a page"],
  ["js", "a prompt is not escaped for a script"],
  ["urlquery", "a prompt is not escaped for an address"],
]);
