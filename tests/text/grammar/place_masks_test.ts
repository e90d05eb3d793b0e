import assert from "node:assert/strict";
import type { Network } from "../../../src/text/grammar/mod.ts";
import { PlaceMasks } from "../../../src/text/grammar/place_masks.ts";
import { RuleCache } from "../../../src/text/grammar/rule_cache.ts";
import { ranges, repeat } from "../../../src/text/grammar/grammar_node.ts";
import { BYTES, schemaGrammar } from "./byte_matcher.ts";

/** The places of a network, all counts 0. */
const places = ({ states }: Network) => [...states.keys()];

Deno.test("masks that take too much room are dropped, the longest unused first, and made again alike", () => {
  const { network } = schemaGrammar({ type: "object", additionalProperties: { type: "number" } });
  const all = new PlaceMasks(BYTES);
  const masks = places(network).map((place) => all.at(network, place));
  const room = Math.ceil(all.bytes / 4);
  const few = new PlaceMasks(BYTES, room);
  for (let round = 0; round < 2; round++) {
    for (const place of places(network)) {
      assert.deepEqual(few.at(network, place), masks[place]);
      assert.ok(few.bytes <= room, `${few.bytes} bytes`);
    }
  }
  const last = places(network).at(-1)!;
  assert.equal(few.at(network, last), few.at(network, last));
  assert.notEqual(few.at(network, 0), masks[0]);
  const first = few.at(network, 0);
  assert.equal(few.at(network, 0), first);
  for (const place of places(network)) {
    few.at(network, place);
    assert.equal(few.at(network, 0), first);
  }
  for (const place of places(network).slice(1)) few.at(network, place);
  assert.notEqual(few.at(network, 0), first);
});

Deno.test("a mask larger than the room is kept while it is the latest", () => {
  const { network } = schemaGrammar({ type: "number" });
  const none = new PlaceMasks(BYTES, 0);
  assert.equal(none.at(network, network.start), none.at(network, network.start));
});

Deno.test("two schemas share the masks of a rule that both have", () => {
  const one = schemaGrammar({ type: "string", format: "email" }).network;
  const other = schemaGrammar({
    type: "object",
    properties: { mail: { type: "string", format: "email" }, more: { type: "integer" } },
  }).network;
  const masks = new PlaceMasks(BYTES);
  const known = new Set(places(one).map((place) => masks.at(one, place)));
  const { bytes } = masks;
  const shared = places(other).filter((place) => known.has(masks.at(other, place)));
  assert.ok(shared.length > 500, `${shared.length} of ${known.size}`);
  assert.ok(masks.bytes > bytes);
  // What is shared is what would have been made.
  const alone = new PlaceMasks(BYTES);
  for (const place of shared) {
    assert.deepEqual(alone.at(other, place), masks.at(other, place));
  }
});

Deno.test("a rule that two schemas ask for is made once, and dropped when others need the room", () => {
  let made = 0;
  const make = () => {
    made++;
    return repeat(ranges("az"), 1, 2);
  };
  const cache = new RuleCache(2);
  const first = cache.call("a", "a rule", make);
  cache.call("b", "a rule", make);
  assert.equal(cache.call("a", "a rule", make).kind, "call");
  assert.deepEqual([made, cache.size], [2, 2]);
  cache.call("c", "a rule", make);
  const again = cache.call("a", "a rule", make);
  assert.deepEqual([made, cache.size], [3, 2]);
  assert.ok(first.kind === "call" && again.kind === "call" && first.rule === again.rule);
  cache.call("b", "a rule", make);
  assert.equal(made, 4);
});
