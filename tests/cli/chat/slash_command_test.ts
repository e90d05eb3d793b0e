import assert from "node:assert/strict";
import { nearestName, slashCommand } from "../../../src/cli/chat/slash_command.ts";

Deno.test("slashCommand tells commands from what is for the model", () => {
  const cases: [string, unknown][] = [
    ["/bye", { name: "/bye", words: [] }],
    [" /set  parameter stop a b ", { name: "/set", words: ["parameter", "stop", "a", "b"] }],
    ["/", { name: "/", words: [] }],
    ['/set system """a\nb"""', { name: "/set", words: ["system", '"""a', 'b"""'] }],
    ["/bye\nand more", undefined],
    ["and/or", undefined],
    ["", undefined],
  ];
  for (const [line, expected] of cases) assert.deepEqual(slashCommand(line), expected, line);
});

Deno.test("nearestName knows what a mistyped name may mean", () => {
  const names = ["/set", "/show", "/load", "/save", "/clear", "/list", "/bye", "/exit", "/help"];
  const cases: [string, string | undefined][] = [
    ["/hlep", "/help"],
    ["/laod", "/load"],
    ["/lod", "/load"],
    ["/lists", "/list"],
    ["/sho", "/show"],
    ["/by", "/bye"],
    ["/cl", "/clear"],
    ["/clera", "/clear"],
    ["/x", undefined],
    ["/constructor", undefined],
    ["/zzz", undefined],
  ];
  for (const [typed, expected] of cases) assert.equal(nearestName(typed, names), expected, typed);
});
