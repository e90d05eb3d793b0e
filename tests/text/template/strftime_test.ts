import assert from "node:assert/strict";
import { strftime } from "../../../src/text/template/strftime.ts";

Deno.test("A date is written as Python's strftime writes it", () => {
  const evening = new Date(2024, 6, 6, 13, 5, 9);
  assert.equal(
    strftime(evening, "%A %d %B %Y, %a %b %y/%m"),
    "Saturday 06 July 2024, Sat Jul 24/07",
  );
  assert.equal(strftime(evening, "%H:%M:%S = %I %p, 100%%"), "13:05:09 = 01 PM, 100%");
  assert.equal(strftime(new Date(2024, 0, 1, 0, 0), "%I %p"), "12 AM");
});

Deno.test("A field that is not known is refused", () => {
  assert.throws(() => strftime(new Date(0), "%Q"), {
    message: "Cannot format a date: the field %Q is not supported",
  });
});
