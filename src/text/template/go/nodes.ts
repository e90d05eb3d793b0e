/** A list of nodes: a template's body, or one side of a branch. */
export type NodeList = readonly TemplateNode[];

/** A node of a template's syntax tree. */
export type TemplateNode =
  | TextNode
  | ActionNode
  | BranchNode
  | CallNode
  | JumpNode;

/** Literal text. */
export interface TextNode {
  /** What the node is. */
  kind: "text";
  /** The text. */
  text: string;
}

/** `{{ pipeline }}`: prints its value, unless it declares or assigns variables. */
export interface ActionNode {
  /** What the node is. */
  kind: "action";
  /** What is evaluated. */
  pipe: PipeNode;
}

/** `{{ if }}`, `{{ with }}` and `{{ range }}`; an `else if` is an `if` alone in the other side. */
export interface BranchNode {
  /** Which of the three. */
  kind: "if" | "with" | "range";
  /** The condition, or what is ranged over. */
  pipe: PipeNode;
  /** What is rendered when the pipeline has a value that is not empty. */
  list: NodeList;
  /** What is rendered when it is empty, if there is an `else`. */
  otherwise: NodeList | undefined;
}

/** `{{ template "name" pipeline }}`. */
export interface CallNode {
  /** What the node is. */
  kind: "template";
  /** Offset in the source. */
  at: number;
  /** Which template is rendered. */
  name: string;
  /** What is its dot; nothing unless given. */
  pipe: PipeNode | undefined;
}

/** `{{ break }}` and `{{ continue }}`. */
export interface JumpNode {
  /** Which of the two. */
  kind: "break" | "continue";
}

/** `$x := command | command`. */
export interface PipeNode {
  /** What the node is. */
  kind: "pipe";
  /** Offset in the source. */
  at: number;
  /** Names of the variables it sets, with their `$`. */
  variables: readonly string[];
  /** Whether it sets variables that exist (`=`) rather than new ones (`:=`). */
  assigns: boolean;
  /** Its commands; each gives its value to the next as the last argument. */
  commands: readonly CommandNode[];
}

/** A function and its arguments, or one value. */
export interface CommandNode {
  /** Offset in the source. */
  at: number;
  /** The function or value, then the arguments. */
  args: readonly Operand[];
}

/** A value, as it is written in a command. */
export type Operand =
  | PipeNode
  | FieldNode
  | VariableNode
  | ChainNode
  | FunctionNode
  | DotNode
  | LiteralNode;

/** `.A.B`: fields of the dot. */
export interface FieldNode {
  /** What the node is. */
  kind: "field";
  /** Offset in the source. */
  at: number;
  /** The fields' names. */
  names: readonly string[];
}

/** `$x.A.B`: a variable, or fields of it. */
export interface VariableNode {
  /** What the node is. */
  kind: "variable";
  /** Offset in the source. */
  at: number;
  /** The variable's name, with its `$`. */
  variable: string;
  /** The fields' names; may be none. */
  names: readonly string[];
}

/** `(pipeline).A.B`: fields of a pipeline's value. */
export interface ChainNode {
  /** What the node is. */
  kind: "chain";
  /** Offset in the source. */
  at: number;
  /** What the fields are read from. */
  base: PipeNode;
  /** The fields' names. */
  names: readonly string[];
}

/** A function's name. */
export interface FunctionNode {
  /** What the node is. */
  kind: "function";
  /** Offset in the source. */
  at: number;
  /** Its name. */
  name: string;
}

/** `.`: the current value. */
export interface DotNode {
  /** What the node is. */
  kind: "dot";
  /** Offset in the source. */
  at: number;
}

/** A string, an integer (`bigint`), a float (`number`), a boolean or `nil`. */
export interface LiteralNode {
  /** What the node is. */
  kind: "literal";
  /** Offset in the source. */
  at: number;
  /** Its value. */
  value: string | bigint | number | boolean | null;
}
