import { Configurations, DEAD, END } from "./configurations.ts";
import { call, type GrammarRule, rule } from "./grammar_node.ts";
import { buildNetwork } from "./network.ts";

const encoder = new TextEncoder();

/** The texts among some that fit a rule. */
export function textsOf(body: GrammarRule, texts: readonly string[]): string[] {
  // The empty text beside it, so that a rule that nothing fits is no error.
  const root = rule(body.name, {
    kind: "choice",
    options: [{ kind: "sequence", parts: [] }, call(body)],
  });
  const network = buildNetwork(root);
  const configurations = new Configurations(network);
  const start = configurations.setOf([{ place: network.start, stack: END }]);
  return texts.filter((text) => {
    let set = start;
    for (const byte of encoder.encode(text)) {
      set = configurations.step(set, byte);
      if (set === DEAD) return false;
    }
    return configurations.isComplete(set);
  });
}
