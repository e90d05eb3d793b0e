import { openPromptTemplate } from "../../text/template/mod.ts";

/**
 * What a chat template lets a model do: `tools`, `thinking`, `insert`.
 *
 * @throws {HologramError} `invalid` when the template is malformed.
 */
export function templateCapabilities(source: string): string[] {
  return [...openPromptTemplate(source).capabilities].sort();
}
