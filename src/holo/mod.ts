/**
 * The `.holo` format, version 1: one network with all that running it needs, in one file.
 *
 * A header of 64 bytes, sections on 4,096-byte boundaries, an index in JSON, a trailer of 64 bytes. All of it is
 * little-endian. Opening a file costs the header, the trailer and the index, whatever its size.
 *
 * @module
 */
export type { ByteSource } from "./byte_source.ts";
export * from "./embedding_section.ts";
export * from "./generation_section.ts";
export * from "./holo_file.ts";
export * from "./holo_index.ts";
export * from "./holo_writer.ts";
export * from "./index_schema.ts";
export {
  CHUNK_LENGTH,
  FORMAT_MAJOR,
  FORMAT_MINOR,
  type FormatVersion,
  MAX_WEIGHTS_LENGTH,
  SECTION_ALIGNMENT,
  TENSOR_ALIGNMENT,
} from "./layout.ts";
export type { Schema, SchemaResult } from "./parse_json.ts";
export * from "./verify_holo.ts";
