import { templateError } from "./template_error.ts";
import type { BranchNode, CallNode, NodeList, TemplateNode } from "./nodes.ts";
import { PipeParser } from "./pipe_parser.ts";
import { tokenize } from "./tokenize.ts";

/** A template of Go, parsed. */
export interface GoTemplate {
  /** Its source. */
  source: string;
  /** What it renders. */
  root: NodeList;
  /** The templates that it defines, by name. */
  defined: ReadonlyMap<string, NodeList>;
}

/** Nodes, how their list ended, and where. */
interface List {
  nodes: TemplateNode[];
  ending: "end" | "else" | "source";
  at: number;
}

const CONTROLS = new Set(["if", "with", "range"]);

/**
 * Parses a template in the language of Go's `text/template` (https://pkg.go.dev/text/template), as of Go 1.23: `else with`
 * is known.
 *
 * @throws {HologramError} `invalid`, with line and column, when the source is no valid template, names a function that
 * is unknown or not supported, uses a variable that is not declared, or nests deeper than 200 levels.
 */
export function parseGoTemplate(source: string): GoTemplate {
  return new TemplateParser(source).parse();
}

class TemplateParser {
  readonly #source: string;
  readonly #pipes: PipeParser;
  readonly #defined = new Map<string, NodeList>();
  #ranges = 0;

  constructor(source: string) {
    this.#source = source;
    this.#pipes = new PipeParser(source, tokenize(source));
  }

  parse(): GoTemplate {
    const { nodes, ending, at } = this.#list(true);
    if (ending !== "source") this.#fail(at, `unexpected {{${ending}}}`);
    return { source: this.#source, root: nodes, defined: this.#defined };
  }

  /** Nodes up to `end`, `else` or the end of the source. */
  #list(top = false): List {
    const nodes: TemplateNode[] = [];
    for (;;) {
      const token = this.#pipes.next();
      if (token.type === "end") return { nodes, ending: "source", at: token.at };
      if (token.type === "text") {
        nodes.push({ kind: "text", text: token.value });
        continue;
      }
      const word = this.#pipes.peekWord();
      if (word === "end" || word === "else") {
        this.#pipes.nextWord();
        if (word === "end") this.#pipes.expectRight("end");
        return { nodes, ending: word, at: token.at };
      }
      const node = this.#action(word, top, token.at);
      if (node !== undefined) nodes.push(node);
    }
  }

  /** The node of one action; `define` makes none. */
  #action(word: string, top: boolean, at: number): TemplateNode | undefined {
    if (CONTROLS.has(word)) {
      this.#pipes.nextWord();
      return this.#branch(word as BranchNode["kind"], at);
    }
    switch (word) {
      case "break":
      case "continue":
        this.#pipes.nextWord();
        if (this.#ranges === 0) this.#fail(at, `{{${word}}} outside of {{range}}`);
        this.#pipes.expectRight(word);
        return { kind: word };
      case "define":
        if (!top) this.#fail(at, "{{define}} must not stand inside another action");
        this.#pipes.nextWord();
        this.#define(this.#pipes.name("define"), at);
        return undefined;
      case "block":
      case "template":
        this.#pipes.nextWord();
        return this.#call(word, at);
      default:
        return { kind: "action", pipe: this.#pipes.pipe("an action") };
    }
  }

  #branch(kind: BranchNode["kind"], at: number): BranchNode {
    const { scope } = this.#pipes;
    const visible = scope.length;
    const pipe = this.#pipes.pipe(kind);
    if (kind === "range") this.#ranges++;
    const { nodes: list, ending } = this.#nested(at, kind);
    if (kind === "range") this.#ranges--;
    let otherwise: NodeList | undefined;
    if (ending === "else") {
      const word = this.#pipes.peekWord();
      if (word === kind && kind !== "range") {
        this.#pipes.nextWord();
        otherwise = [this.#pipes.nest(at, () => this.#branch(kind, at))];
      } else {
        this.#pipes.expectRight("else");
        const other = this.#nested(at, kind);
        if (other.ending === "else") this.#fail(other.at, "expected {{end}}, not another {{else}}");
        otherwise = other.nodes;
      }
    }
    scope.length = visible;
    return { kind, pipe, list, otherwise };
  }

  /** The nodes inside of an action, which must end before the source does. */
  #nested(at: number, what: string): List {
    const list = this.#pipes.nest(at, () => this.#list());
    if (list.ending === "source") this.#fail(at, `{{${what}}} has no {{end}}`);
    return list;
  }

  #call(word: "block" | "template", at: number): CallNode {
    const name = this.#pipes.name(word);
    const pipe = this.#pipes.atRight() && word === "template"
      ? (this.#pipes.expectRight(word), undefined)
      : this.#pipes.pipe(word);
    if (word === "block") this.#body(name, word, at);
    return { kind: "template", at, name, pipe };
  }

  #define(name: string, at: number): void {
    this.#pipes.expectRight("define");
    this.#body(name, "define", at);
  }

  /** The body of a template inside of this one; it has its own variables. */
  #body(name: string, what: string, at: number): void {
    const [scope, ranges] = [[...this.#pipes.scope], this.#ranges];
    this.#pipes.scope.length = 1;
    this.#ranges = 0;
    const { nodes, ending } = this.#nested(at, what);
    if (ending === "else") this.#fail(at, `unexpected {{else}} in {{${what}}}`);
    this.#pipes.scope.splice(0, Infinity, ...scope);
    this.#ranges = ranges;
    this.#defined.set(name, nodes);
  }

  #fail(at: number, why: string): never {
    throw templateError("parse", this.#source, at, why);
  }
}
