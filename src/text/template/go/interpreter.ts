import { HologramError } from "../../../base/mod.ts";
import { callFunction, checkArity } from "./call_function.ts";
import type { BranchNode, CallNode, CommandNode, NodeList, Operand, PipeNode } from "./nodes.ts";
import type { GoTemplate } from "./parse_template.ts";
import { goString } from "./printf.ts";
import { templateError } from "./template_error.ts";
import { GoList, GoMap, GoStruct, type GoValue, isNil, isTrue, typeName } from "./values.ts";

/** Bounds of a rendering; a template that needs more is refused. */
export interface RenderLimits {
  /** Most UTF-16 units of text, in the output and in any string on the way. */
  length: number;
  /** Most nodes, operands and (in blocks of 64) units of text to work through. */
  steps: number;
}

/** How a template is rendered. */
export interface GoRenderOptions {
  /** What `currentDate` and `yesterdayDate` read, in local time. */
  now: () => Date;
  /** Bounds; 64 Mi units and 20 million steps unless given. */
  limits?: RenderLimits;
}

const LIMITS: RenderLimits = { length: 64 * 2 ** 20, steps: 20_000_000 };
/** As deep as actions and calls of templates may nest, so that a rendering cannot exhaust the stack. */
const MAX_DEPTH = 500;

/** How a list of nodes ended: at its end, or with a jump out of it. */
type Flow = "next" | "break" | "continue";

interface Variable {
  name: string;
  value: GoValue;
}

/**
 * Renders a parsed template. As with Ollama's option `missingkey=zero`, an entry that a map lacks is no value: false in
 * a condition, `<no value>` in text.
 *
 * @param data The template's dot, and its `$`.
 * @throws {HologramError} `invalid`, with line and column, where the template cannot be evaluated (a field that a
 * struct does not have, arguments that do not fit); `too_large` beyond the limits.
 */
export function renderGoTemplate(
  template: GoTemplate,
  data: GoValue,
  options: GoRenderOptions,
): string {
  return new Interpreter(template, options).render(data);
}

class Interpreter {
  readonly #template: GoTemplate;
  readonly #now: () => Date;
  readonly #limits: RenderLimits;
  readonly #output: string[] = [];
  #variables: Variable[] = [];
  #length = 0;
  #steps = 0;
  #depth = 0;

  constructor(template: GoTemplate, { now, limits = LIMITS }: GoRenderOptions) {
    this.#template = template;
    this.#now = now;
    this.#limits = limits;
  }

  render(data: GoValue): string {
    this.#variables = [{ name: "$", value: data }];
    this.#list(this.#template.root, data);
    return this.#output.join("");
  }

  #list(nodes: NodeList, dot: GoValue): Flow {
    if (++this.#depth > MAX_DEPTH) this.#exceed(`it nests deeper than ${MAX_DEPTH} levels`);
    const flow = this.#nodes(nodes, dot);
    this.#depth--;
    return flow;
  }

  #nodes(nodes: NodeList, dot: GoValue): Flow {
    for (const node of nodes) {
      this.#spend(1);
      switch (node.kind) {
        case "text":
          this.#write(node.text);
          break;
        case "action": {
          const value = this.#pipe(node.pipe, dot);
          if (node.pipe.variables.length === 0) {
            this.#write(value === undefined ? "<no value>" : goString(value));
          }
          break;
        }
        case "template":
          this.#call(node, dot);
          break;
        case "break":
        case "continue":
          return node.kind;
        default: {
          const flow = this.#scoped(() => this.#branch(node, dot));
          if (flow !== "next") return flow;
        }
      }
    }
    return "next";
  }

  /** Forgets the variables that an action declares, once it is done. */
  #scoped<T>(action: () => T): T {
    const visible = this.#variables.length;
    const result = action();
    this.#variables.length = visible;
    return result;
  }

  #branch(node: BranchNode, dot: GoValue): Flow {
    const value = this.#pipe(node.pipe, dot, node.kind === "range");
    if (node.kind === "range") return this.#range(node, value, dot);
    if (isTrue(value)) return this.#list(node.list, node.kind === "with" ? value : dot);
    return node.otherwise === undefined ? "next" : this.#list(node.otherwise, dot);
  }

  #range(node: BranchNode, value: GoValue, dot: GoValue): Flow {
    let done = false;
    for (const [key, element] of this.#entries(value, node.pipe.at)) {
      done = true;
      const flow = this.#scoped(() => {
        this.#bind(node.pipe, key, element);
        return this.#list(node.list, element);
      });
      this.#spend(1);
      if (flow === "break") break;
    }
    return done || node.otherwise === undefined ? "next" : this.#list(node.otherwise, dot);
  }

  #entries(value: GoValue, at: number): Iterable<[GoValue, GoValue]> {
    if (value === undefined || value === null) return [];
    if (value instanceof GoMap) return value.entries;
    if (value instanceof GoList) return value.items.map((item, i) => [BigInt(i), item]);
    this.#fail(at, `range needs a list or a map, not ${typeName(value)}`);
  }

  /** Sets the one or two variables of a range. */
  #bind({ variables, assigns }: PipeNode, key: GoValue, element: GoValue): void {
    const values = variables.length === 1 ? [element] : [key, element];
    variables.forEach((name, i) => this.#set(name, values[i], assigns));
  }

  #set(name: string, value: GoValue, assigns: boolean): void {
    if (!assigns) this.#variables.push({ name, value });
    else this.#variable(name).value = value;
  }

  #variable(name: string): Variable {
    return this.#variables.findLast((variable) => variable.name === name)!;
  }

  #call(node: CallNode, dot: GoValue): void {
    const nodes = this.#template.defined.get(node.name);
    if (nodes === undefined) {
      this.#fail(node.at, `no template is named ${JSON.stringify(node.name)}`);
    }
    const value = node.pipe === undefined ? undefined : this.#pipe(node.pipe, dot);
    const outer = this.#variables;
    this.#variables = [{ name: "$", value }];
    this.#list(nodes, value);
    this.#variables = outer;
  }

  /** A pipeline's value; sets its variables, except those of a range. */
  #pipe(pipe: PipeNode, dot: GoValue, isRange = false): GoValue {
    let value: GoValue;
    pipe.commands.forEach((command, i) => {
      // A nil in a map or a list is no value for whoever reads it.
      value = this.#command(command, dot, i > 0 ? [value] : []) ?? undefined;
    });
    if (!isRange) { for (const name of pipe.variables) this.#set(name, value, pipe.assigns); }
    return value;
  }

  /** A command's value; `piped` is the value that the command before gives, if there is one. */
  #command({ args: [first, ...rest], at }: CommandNode, dot: GoValue, piped: GoValue[]): GoValue {
    if (first!.kind === "function") return this.#function(first!.name, at, rest, dot, piped);
    if (rest.length > 0 || piped.length > 0) this.#fail(at, "only a function takes arguments");
    if (first!.kind === "literal" && first!.value === null) this.#fail(at, "nil is no command");
    return this.#operand(first!, dot);
  }

  #operand(operand: Operand, dot: GoValue): GoValue {
    this.#spend(1);
    switch (operand.kind) {
      case "literal":
        return operand.value;
      case "dot":
        return dot;
      case "field":
        return this.#fields(dot, operand.names, operand.at);
      case "variable":
        return this.#fields(this.#variable(operand.variable).value, operand.names, operand.at);
      case "chain":
        return this.#fields(this.#pipe(operand.base, dot), operand.names, operand.at);
      case "pipe":
        return this.#pipe(operand, dot);
      case "function":
        return this.#function(operand.name, operand.at, [], dot, []);
    }
  }

  #fields(value: GoValue, names: readonly string[], at: number): GoValue {
    names.forEach((name, i) => {
      if (value === undefined && i === 0) return;
      value = this.#field(value, name, at);
    });
    return value;
  }

  #field(value: GoValue, name: string, at: number): GoValue {
    if (value instanceof GoMap) return value.entries.get(name);
    if (value instanceof GoStruct && value.fields.has(name)) return value.fields.get(name)!.value;
    const why = isNil(value) ? `.${name} of no value` : `${typeName(value)} has no field .${name}`;
    this.#fail(at, why);
  }

  #function(
    name: string,
    at: number,
    operands: readonly Operand[],
    dot: GoValue,
    piped: GoValue[],
  ): GoValue {
    try {
      if (name === "and" || name === "or") {
        checkArity(name, operands.length + piped.length);
        // The first value that decides, or the last.
        let value: GoValue;
        for (const operand of operands) {
          value = this.#operand(operand, dot);
          if (isTrue(value) === (name === "or")) return value;
        }
        return piped.length > 0 ? piped[0] : value;
      }
      const values = operands.map((operand) => this.#operand(operand, dot));
      const value = callFunction(name, [...values, ...piped], this.#now);
      if (typeof value === "string") this.#spend(value.length / 64, value.length);
      return value;
    } catch (error) {
      if (error instanceof RangeError) this.#fail(at, error.message);
      throw error;
    }
  }

  #write(text: string): void {
    this.#length += text.length;
    this.#spend(text.length / 64, this.#length);
    this.#output.push(text);
  }

  #spend(steps: number, length = 0): void {
    this.#steps += steps;
    const limits = this.#limits;
    if (length > limits.length) this.#exceed(`its text is longer than ${limits.length} characters`);
    if (this.#steps > limits.steps) this.#exceed(`it takes more than ${limits.steps} steps`);
  }

  #exceed(why: string): never {
    throw new HologramError(`Cannot render the template: ${why}`, { kind: "too_large" });
  }

  #fail(at: number, why: string): never {
    throw templateError("render", this.#template.source, at, why);
  }
}
