import type { GoTemplate } from "./parse_template.ts";
import type { NodeList, Operand, PipeNode, TemplateNode } from "./nodes.ts";

/** The pipeline of a node, if it has one. */
export function pipeOf(node: TemplateNode): PipeNode | undefined {
  return "pipe" in node ? node.pipe : undefined;
}

/** The lists inside of a node: both sides of a branch. */
export function listsOf(node: TemplateNode): NodeList[] {
  if (!("list" in node)) return [];
  return node.otherwise === undefined ? [node.list] : [node.list, node.otherwise];
}

/** Every operand of a pipeline, those of parentheses included. */
export function* operandsOf(pipe: PipeNode): Generator<Operand> {
  for (const { args } of pipe.commands) {
    for (const operand of args) {
      yield operand;
      if (operand.kind === "pipe") yield* operandsOf(operand);
      if (operand.kind === "chain") yield* operandsOf(operand.base);
    }
  }
}

/** Whether a pipeline reads a field of that name. */
export function readsField(pipe: PipeNode, field: string): boolean {
  for (const operand of operandsOf(pipe)) {
    if ("names" in operand && operand.names.includes(field)) return true;
  }
  return false;
}

/**
 * The names of all fields that a template reads, the templates that it defines included: in lower case, sorted, as
 * `["messages", "role"]`. What a model can do is told from them: `tools`, `suffix`.
 */
export function fieldsOf(template: GoTemplate): string[] {
  const found = new Set<string>();
  const walk = (nodes: NodeList) => {
    for (const node of nodes) {
      const pipe = pipeOf(node);
      for (const operand of pipe === undefined ? [] : operandsOf(pipe)) {
        if ("names" in operand) { for (const name of operand.names) found.add(name.toLowerCase()); }
      }
      listsOf(node).forEach(walk);
    }
  };
  [template.root, ...template.defined.values()].forEach(walk);
  return [...found].sort();
}
