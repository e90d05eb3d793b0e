/**
 * The configuration: defaults, then `config.toml`, then the environment, then flags.
 *
 * @module
 */
export * from "./config.ts";
export * from "./load_config.ts";
export * from "./parse_duration.ts";
export * from "./registry_host.ts";
export * from "./server_url.ts";
export * from "./settings.ts";
