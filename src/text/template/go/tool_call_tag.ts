import type { BranchNode, NodeList } from "./nodes.ts";
import type { GoTemplate } from "./parse_template.ts";
import { listsOf, readsField } from "./walk_nodes.ts";

/**
 * The literal text that a template writes before a tool call, as `<tool_call>` or `[TOOL_CALLS] [`, by Ollama's rule: the
 * first text in the first `if` that asks for `.ToolCalls`, up to its first `{`. Where no such `if` stands, the `with` or
 * `range` that reads `.ToolCalls` counts. `{` where there is no such text: then any object may be a call.
 */
export function toolCallTagOf(template: GoTemplate): string {
  const node = findToolCalls(template.root, ["if"]) ??
    findToolCalls(template.root, ["with", "range"]);
  const text = node === undefined ? undefined : firstText(node.list);
  const tag = (text ?? "").replaceAll("\r\n", "\n").split("{")[0]!.trim();
  return tag === "" ? "{" : tag;
}

function findToolCalls(
  nodes: NodeList,
  kinds: readonly BranchNode["kind"][],
): BranchNode | undefined {
  for (const node of nodes) {
    if (!("list" in node)) continue;
    if (kinds.includes(node.kind) && readsField(node.pipe, "ToolCalls")) return node;
    for (const list of listsOf(node)) {
      const found = findToolCalls(list, kinds);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** The first text that is not blank, before the first action that prints. */
function firstText(nodes: NodeList): string | undefined {
  for (const node of nodes) {
    if (node.kind === "text" && node.text.trim() !== "") return node.text;
    if (node.kind === "action") return undefined;
    if (!("list" in node)) continue;
    return listsOf(node).map(firstText).find((text) => text !== undefined);
  }
  return undefined;
}
