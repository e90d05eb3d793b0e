/**
 * The HTTP server, with a port or inside one process.
 *
 * @module
 */
export { type App } from "./app.ts";
export type { RequestOrigin } from "./context.ts";
export * from "./listen.ts";
export * from "./open_server.ts";
