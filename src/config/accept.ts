import { parseDuration } from "./parse_duration.ts";
import type { Setting } from "./settings.ts";

/** What the kind of a value decides about a setting. */
export type Acceptance = Pick<Setting, "integer" | "path" | "accept">;

/** A whole number within bounds. */
export function integer(lowest: number, highest: number): Acceptance {
  return {
    integer: true,
    path: false,
    accept: (value) =>
      Number.isSafeInteger(value) && (value as number) >= lowest && (value as number) <= highest
        ? value as number
        : undefined,
  };
}

/** Text that a function brings to its one spelling. */
export function text(accept: (value: string) => string | undefined, path = false): Acceptance {
  return {
    integer: false,
    path,
    accept: (value) => typeof value === "string" ? accept(value) : undefined,
  };
}

/** The path of a file or folder. */
export function path(): Acceptance {
  return text((value) => value === "" || value.includes("\0") ? undefined : value, true);
}

/** Yes or no; as text in the spellings that are usual for variables. */
export function flag(): Acceptance {
  return {
    integer: false,
    path: false,
    accept: (value) => {
      if (typeof value === "boolean") return value;
      if (typeof value !== "string") return undefined;
      if (/^(?:1|t|true|y|yes|on)$/i.test(value)) return true;
      return /^(?:0|f|false|n|no|off)$/i.test(value) ? false : undefined;
    },
  };
}

/**
 * A duration in seconds. A negative one is -1, which stands for ever, unless it must have an end; `zero` is what 0
 * means.
 */
export function duration({ endless, zero = 0 }: { endless: boolean; zero?: number }): Acceptance {
  return {
    integer: false,
    path: false,
    accept: (value) => {
      const seconds = parseDuration(typeof value === "string" ? value.trim() : value);
      if (seconds === undefined) return undefined;
      if (seconds < 0) return endless ? -1 : undefined;
      return seconds === 0 ? zero : seconds;
    },
  };
}

/** A list of texts, or one text with commas between them. */
export function list(accept: (item: string) => string | undefined): Acceptance {
  return {
    integer: false,
    path: false,
    accept: (value) => {
      const items = typeof value === "string"
        ? value.split(",").filter((item) => item.trim() !== "")
        : value;
      if (!Array.isArray(items)) return undefined;
      const accepted = items.map((item: unknown) =>
        typeof item === "string" ? accept(item.trim()) : undefined
      );
      return accepted.every((item) => item !== undefined) ? accepted : undefined;
    },
  };
}
