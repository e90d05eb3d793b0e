import type { NodeList, TemplateNode } from "./nodes.ts";
import type { GoTemplate } from "./parse_template.ts";
import { listsOf, operandsOf, pipeOf } from "./walk_nodes.ts";

/** The texts around what a model thinks. */
export interface ThinkingTags {
  /** What stands before it, as `<think>`. */
  open: string;
  /** What stands behind it, as `</think>`. */
  close: string;
}

/**
 * The tags that a template writes around a message's `.Thinking`, by Ollama's rule: where a `range` over `.Messages` (and
 * no other `range` in between) reads `.Thinking`, the first and the last text of the list in which it stands. Where it
 * is read several times the last one counts. `undefined` where the template has no such tags.
 */
export function thinkingTagsOf(template: GoTemplate): ThinkingTags | undefined {
  let [open, close] = ["", ""];
  const walk = (nodes: NodeList, inMessages: boolean) => {
    for (const node of nodes) {
      const inside = node.kind === "range" ? readsFirst(node, "Messages") : inMessages;
      if (inside && readsFirst(node, "Thinking")) {
        const [first, last] = [nodes[0]!, nodes.at(-1)!];
        if (first.kind === "text") open = first.text.trim();
        if (last.kind === "text") close = last.text.trim();
      }
      for (const list of listsOf(node)) walk(list, inside);
    }
  };
  walk(template.root, false);
  return open === "" || close === "" ? undefined : { open, close };
}

/** Whether a node's pipeline reads a field of the dot. */
function readsFirst(node: TemplateNode, field: string): boolean {
  const pipe = pipeOf(node);
  if (pipe === undefined) return false;
  for (const operand of operandsOf(pipe)) {
    if (operand.kind === "field" && operand.names[0] === field) return true;
  }
  return false;
}
