import { byteLengthOf, elementCount, formatShape } from "../base/mod.ts";
import { invalidHolo, label } from "./holo_error.ts";
import type { HoloIndex, HoloSection, HoloTensor } from "./holo_index.ts";
import { CHUNK_LENGTH, HEADER_LENGTH, SECTION_ALIGNMENT, TENSOR_ALIGNMENT } from "./layout.ts";

/**
 * Checks every offset and length of an index before anything uses one: sections lie aligned between the header and
 * the index and do not overlap, tensors lie aligned within their section and are as long as type and shape say,
 * names are unique. Tensors may share bytes.
 *
 * @throws {HologramError} `invalid` naming the section or tensor and the numbers that do not fit.
 */
export function checkLayout(index: HoloIndex, indexOffset: number, path: string): void {
  const sections = new Map<string, HoloSection>();
  for (const section of index.sections) {
    if (sections.has(section.name)) {
      throw invalidHolo(path, `two sections are called ${label(section.name)}`);
    }
    sections.set(section.name, section);
    const problem = sectionProblem(section, indexOffset);
    if (problem) throw invalidHolo(path, `section ${label(section.name)} ${problem}`);
  }
  checkOverlap(index.sections, path);
  const names = new Set<string>();
  for (const tensor of index.tensors) {
    if (names.has(tensor.name)) {
      throw invalidHolo(path, `two tensors are called ${label(tensor.name)}`);
    }
    names.add(tensor.name);
    const problem = tensorProblem(tensor, sections.get(tensor.section));
    if (problem) throw invalidHolo(path, `tensor ${label(tensor.name)} ${problem}`);
  }
}

// Lengths are compared by subtraction: the sum of two safe integers may be inexact.

function sectionProblem(section: HoloSection, indexOffset: number): string | undefined {
  const { offset, length, chunks } = section;
  if (offset < HEADER_LENGTH) return `starts at ${offset}, inside the header`;
  if (offset % SECTION_ALIGNMENT !== 0) {
    return `starts at ${offset}, not on a multiple of ${SECTION_ALIGNMENT}`;
  }
  if (offset > indexOffset) return `starts at ${offset}, past the index at ${indexOffset}`;
  if (length > indexOffset - offset) {
    return `ends at ${offset + length}, past the index at ${indexOffset}`;
  }
  const expected = Math.ceil(length / CHUNK_LENGTH);
  if (chunks.length !== expected) {
    return `has ${chunks.length} chunk hashes, its ${length} bytes take ${expected}`;
  }
}

function checkOverlap(sections: readonly HoloSection[], path: string): void {
  const ordered = sections.toSorted((a, b) => a.offset - b.offset || a.length - b.length);
  for (const [position, section] of ordered.entries()) {
    const next = ordered[position + 1];
    if (next !== undefined && next.offset < section.offset + section.length) {
      throw invalidHolo(
        path,
        `section ${label(next.name)} starts at ${next.offset}, inside section ${
          label(section.name)
        }, which ends at ${section.offset + section.length}`,
      );
    }
  }
}

function tensorProblem(tensor: HoloTensor, section: HoloSection | undefined): string | undefined {
  const { dtype, shape, offset, length } = tensor;
  const name = label(tensor.section);
  if (section === undefined) return `lies in section ${name}, which does not exist`;
  if (offset % TENSOR_ALIGNMENT !== 0) {
    return `starts at ${offset}, not on a multiple of ${TENSOR_ALIGNMENT}`;
  }
  if (offset > section.length || length > section.length - offset) {
    return `ends at ${offset + length} of section ${name}, which has ${section.length} bytes`;
  }
  const expected = byteLengthOf(dtype, elementCount(shape));
  if (expected === undefined) return `is of type ${dtype}, which cannot be stored`;
  if (length !== expected) {
    const type = `${dtype} ${label(formatShape(shape))}`;
    return `has ${length} bytes, ${type} takes ${expected}`;
  }
}
