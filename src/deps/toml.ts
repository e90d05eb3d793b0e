/**
 * TOML. Stands in for `@std/toml`, with its names.
 *
 * @module
 */
export * from "npm:smol-toml@1.9.1";
