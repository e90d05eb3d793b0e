/** Severities of a log line, least first. */
export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error"] as const;

/** Severity of a log line. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * Where a part of the program tells of its doings. Whoever starts the program decides where lines go;
 * parts are given a logger and never print.
 */
export interface Logger {
  /** Takes one line: what happened, and the values that belong to it. */
  log(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** A logger that drops every line. */
export const SILENT_LOGGER: Logger = { log() {} };
