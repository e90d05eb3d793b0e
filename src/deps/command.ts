/**
 * The command tree. Stands in for `@cliffy/command`.
 *
 * @module
 */
export * from "npm:@commander-js/extra-typings@15.1.0";
