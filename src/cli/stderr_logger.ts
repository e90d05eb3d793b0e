import type { Logger, LogLevel } from "../base/mod.ts";
import { configureSync, getLogfmtFormatter, getLogger } from "../deps/logtape.ts";
import type { Terminal } from "./terminal.ts";

/** A logger that writes lines of `key=value` to standard error, from `level` on. */
export function stderrLogger(level: LogLevel, terminal: Terminal): Logger {
  const format = getLogfmtFormatter();
  configureSync({
    reset: true,
    sinks: { stderr: (record) => terminal.note(format(record)) },
    loggers: [
      { category: "hologram", lowestLevel: libraryLevel(level), sinks: ["stderr"] },
      { category: ["logtape", "meta"], lowestLevel: "fatal", sinks: ["stderr"] },
    ],
  });
  const logger = getLogger("hologram");
  return {
    log: (level, message, fields) =>
      // Braces in a message would be placeholders.
      logger[level](message.replace(/[{}]/g, "$&$&"), { ...fields }),
  };
}

function libraryLevel(level: LogLevel): Exclude<LogLevel, "warn"> | "warning" {
  return level === "warn" ? "warning" : level;
}
