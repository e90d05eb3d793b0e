import { HologramError } from "../../base/mod.ts";

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

const FIELDS: Readonly<Record<string, (date: Date) => string>> = {
  Y: (date) => String(date.getFullYear()),
  y: (date) => twoDigits(date.getFullYear() % 100),
  m: (date) => twoDigits(date.getMonth() + 1),
  d: (date) => twoDigits(date.getDate()),
  B: (date) => MONTHS[date.getMonth()]!,
  b: (date) => MONTHS[date.getMonth()]!.slice(0, 3),
  A: (date) => DAYS[date.getDay()]!,
  a: (date) => DAYS[date.getDay()]!.slice(0, 3),
  H: (date) => twoDigits(date.getHours()),
  I: (date) => twoDigits((date.getHours() + 11) % 12 + 1),
  p: (date) => date.getHours() < 12 ? "AM" : "PM",
  M: (date) => twoDigits(date.getMinutes()),
  S: (date) => twoDigits(date.getSeconds()),
  "%": () => "%",
};

/**
 * A date in C's and Python's `strftime` format, in local time and English.
 *
 * @throws {HologramError} `unsupported` when the format has another field than Y y m d B b A a H I p M S.
 */
export function strftime(date: Date, format: string): string {
  return format.replace(/%(.)/g, (text, field: string) => {
    const write = FIELDS[field];
    if (write === undefined) {
      throw new HologramError(`Cannot format a date: the field ${text} is not supported`, {
        kind: "unsupported",
      });
    }
    return write(date);
  });
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
