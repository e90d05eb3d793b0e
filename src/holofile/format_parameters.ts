import type { ParameterValue } from "./parse_parameter.ts";

/** How far names are padded. */
const NAME_WIDTH = 30;

/**
 * The lines of `parameters` in the answer of `/api/show`, as one text: names padded to 30 characters, a space, the
 * value; strings as JSON writes them, one line for each of a list. Sorted by name, so that they keep their order.
 */
export function formatParameters(parameters: Readonly<Record<string, ParameterValue>>): string {
  return Object.entries(parameters)
    .sort(([a], [b]) => a < b ? -1 : 1)
    .flatMap(([name, value]) =>
      [value].flat().map((item) => `${name.padEnd(NAME_WIDTH)} ${JSON.stringify(item)}`)
    )
    .join("\n");
}
