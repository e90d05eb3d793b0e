import { invalidHolo, label, unsupportedHolo } from "./holo_error.ts";
import type { HoloSection } from "./holo_index.ts";
import { MAX_WEIGHTS_LENGTH } from "./layout.ts";

/** Newest version of each kind of section that this program reads. */
const NEWEST = new Map([
  ["graph", 1],
  ["program", 1],
  ["tables", 1],
  ["tokenizer", 1],
  ["tokenizer_config", 1],
  ["config", 1],
  ["chat_template", 1],
  ["generation", 1],
  ["embedding", 1],
  ["license", 1],
]);
const NEWEST_WEIGHTS = 1;

/** Whether a section holds tensors: `weights.0`, `weights.1`, ... */
export function isWeightsSection(name: string): boolean {
  return /^weights\.(0|[1-9][0-9]*)$/.test(name);
}

/**
 * Checks that this program may read a file with this section: one that it knows must be of a version that it
 * knows, one that it does not know must be optional.
 *
 * @throws {HologramError} `unsupported` naming the section.
 */
export function checkSectionKind(section: HoloSection, path: string): void {
  const name = label(section.name);
  const weights = isWeightsSection(section.name);
  const newest = weights ? NEWEST_WEIGHTS : NEWEST.get(section.name);
  if (newest === undefined && section.required) {
    throw unsupportedHolo(path, `it needs section ${name}, which this program does not know`);
  }
  if (newest !== undefined && section.version > newest) {
    throw unsupportedHolo(
      path,
      `section ${name} has version ${section.version}, this program reads up to version ${newest}`,
    );
  }
  if (weights && section.length > MAX_WEIGHTS_LENGTH) {
    throw invalidHolo(
      path,
      `section ${name} has ${section.length} bytes, a weights section at most ${MAX_WEIGHTS_LENGTH}`,
    );
  }
}
