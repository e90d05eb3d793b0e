/**
 * Schemas. Import as `import * as z`, which keeps the locales out of a bundle.
 *
 * @module
 */
export * from "npm:zod@4.6.7";
