import type { CommandNode, Operand, PipeNode } from "./nodes.ts";
import { readNumber } from "./read_number.ts";
import { FUNCTIONS, REFUSED_FUNCTIONS } from "./function_names.ts";
import { templateError } from "./template_error.ts";
import type { Token } from "./token.ts";
import { unquote } from "./unquote.ts";

/** As deep as a template may nest, so that walking it cannot exhaust the stack. */
const MAX_DEPTH = 200;

/** Parses what stands inside of the actions of a template. */
export class PipeParser {
  /** Names of the variables that can be seen, with their `$`. */
  readonly scope: string[] = ["$"];
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #position = 0;
  #depth = 0;

  /** Starts at the first token. */
  constructor(source: string, tokens: readonly Token[]) {
    this.#source = source;
    this.#tokens = tokens;
  }

  /** Takes the next token. */
  next(): Token {
    return this.#tokens[this.#position++] ?? this.#tokens.at(-1)!;
  }

  /** The word at which the action goes on, or an empty string where no word stands. */
  peekWord(): string {
    const token = this.#peekSolid();
    return token.type === "identifier" ? token.value : "";
  }

  /** Takes the word that {@linkcode peekWord} saw. */
  nextWord(): void {
    this.#skipSpace();
    this.#position++;
  }

  /** Whether the action ends here. */
  atRight(): boolean {
    return this.#peekSolid().type === "right";
  }

  /** Takes the end of the action. */
  expectRight(what: string): void {
    const token = this.#peekSolid();
    if (token.type !== "right") this.#unexpected(token, `{{${what}}}`);
    this.nextWord();
  }

  /** Takes the quoted name of a template. */
  name(what: string): string {
    const token = this.#peekSolid();
    if (token.type !== "string") this.#unexpected(token, `{{${what}}}, which needs a quoted name`);
    this.nextWord();
    return token.value;
  }

  /** Parses one level deeper. */
  nest<T>(at: number, parse: () => T): T {
    if (++this.#depth > MAX_DEPTH) this.#fail(at, `it nests deeper than ${MAX_DEPTH} levels`);
    const result = parse();
    this.#depth--;
    return result;
  }

  /** Takes a pipeline and the end of its action, or its closing parenthesis. */
  pipe(what: string, closing: "}}" | ")" = "}}"): PipeNode {
    const { at } = this.#peekSolid();
    const { variables, assigns } = this.#declarations(what);
    const commands: CommandNode[] = [];
    for (;;) {
      const token = this.#peekSolid();
      if (token.value === closing && (token.type === "right" || token.type === "symbol")) {
        if (commands.length === 0) this.#fail(token.at, `missing value for ${what}`);
        this.nextWord();
        break;
      }
      const command = this.#command(what);
      const first = command.args[0]!.kind;
      if (commands.length > 0 && (first === "literal" || first === "dot")) {
        this.#fail(command.at, "what follows | must be a function or a variable");
      }
      commands.push(command);
    }
    if (!assigns) this.scope.push(...variables);
    return { kind: "pipe", at, variables, assigns, commands };
  }

  /** `$x :=`, `$x =`, and in a range `$i, $x :=`. */
  #declarations(what: string): { variables: string[]; assigns: boolean } {
    const start = this.#position;
    const variables: string[] = [];
    for (;;) {
      const token = this.#peekSolid();
      if (token.type !== "variable") break;
      this.nextWord();
      const { type, value } = this.#peekSolid();
      if (type !== "symbol" || (value !== "," && value !== ":=" && value !== "=")) break;
      variables.push(token.value);
      this.nextWord();
      if (value === ",") {
        if (what !== "range" || variables.length > 1) {
          this.#fail(token.at, `too many declarations in ${what}`);
        }
        continue;
      }
      const assigns = value === "=";
      if (assigns) { for (const name of variables) this.#visible(name, token.at); }
      return { variables, assigns };
    }
    if (variables.length > 0) this.#unexpected(this.#peekSolid(), what);
    this.#position = start;
    return { variables, assigns: false };
  }

  /** Operands up to `|` (which it takes) or the end of the pipeline. */
  #command(what: string): CommandNode {
    const { at } = this.#peekSolid();
    const args: Operand[] = [];
    for (;;) {
      const token = this.#peekSolid();
      args.push(this.#operand(token, what));
      const next = this.#tokens[this.#position]!;
      if (next.type === "space") {
        const solid = this.#peekSolid();
        if (solid.type !== "right" && !(solid.type === "symbol" && /[|)]/.test(solid.value))) {
          continue;
        }
      }
      const end = this.#peekSolid();
      if (end.type === "symbol" && end.value === "|") {
        this.nextWord();
        const after = this.#peekSolid();
        if (after.type === "right" || after.value === ")") this.#unexpected(after, "a pipeline");
        return { at, args };
      }
      if (end.type === "right" || (end.type === "symbol" && end.value === ")")) return { at, args };
      this.#unexpected(end, what);
    }
  }

  #operand(token: Token, what: string): Operand {
    this.nextWord();
    const { at, value } = token;
    switch (token.type) {
      case "field":
        return { kind: "field", at, names: [value, ...this.#fields()] };
      case "variable":
        this.#visible(value, at);
        return { kind: "variable", at, variable: value, names: this.#fields() };
      case "dot":
        return this.#plain({ kind: "dot", at });
      case "string":
        return this.#plain({ kind: "literal", at, value });
      case "char":
      case "number":
        return this.#plain({ kind: "literal", at, value: this.#number(token) });
      case "identifier":
        return this.#plain(this.#word(token));
      default: {
        if (token.type !== "symbol" || value !== "(") this.#unexpected(token, what);
        const base = this.nest(at, () => this.pipe("a parenthesis", ")"));
        const names = this.#fields();
        return names.length === 0 ? base : { kind: "chain", at, base, names };
      }
    }
  }

  /** Field names that follow directly. */
  #fields(): string[] {
    const names: string[] = [];
    while (this.#tokens[this.#position]?.type === "field") names.push(this.next().value);
    return names;
  }

  /** An operand that has no fields. */
  #plain(operand: Operand): Operand {
    const next = this.#tokens[this.#position]!;
    if (next.type === "field") this.#unexpected(next, "a value that has no fields");
    return operand;
  }

  #word({ at, value }: Token): Operand {
    if (value === "true" || value === "false") {
      return { kind: "literal", at, value: value === "true" };
    }
    if (value === "nil") return { kind: "literal", at, value: null };
    const refused = REFUSED_FUNCTIONS.get(value);
    if (refused !== undefined) {
      this.#fail(at, `the function ${JSON.stringify(value)} is not supported: ${refused}`);
    }
    if (!FUNCTIONS.has(value)) this.#fail(at, `unknown function ${JSON.stringify(value)}`);
    return { kind: "function", at, name: value };
  }

  #number({ type, value, at }: Token): bigint | number {
    if (type === "char") {
      const characters = [...unquote(value.slice(1, -1), "'") ?? ""];
      if (characters.length !== 1) this.#fail(at, `${value} is no character`);
      return BigInt(characters[0]!.codePointAt(0)!);
    }
    const number = readNumber(value);
    if (number === undefined) this.#fail(at, `${value} is no number that is supported`);
    return number;
  }

  #visible(name: string, at: number): void {
    if (!this.scope.includes(name)) this.#fail(at, `undefined variable ${name}`);
  }

  #skipSpace(): void {
    while (this.#tokens[this.#position]?.type === "space") this.#position++;
  }

  #peekSolid(): Token {
    let position = this.#position;
    while (this.#tokens[position]?.type === "space") position++;
    return this.#tokens[position] ?? this.#tokens.at(-1)!;
  }

  #unexpected(token: Token, where: string): never {
    const what = token.type === "right" ? "the end of the action" : JSON.stringify(token.value);
    this.#fail(token.at, `unexpected ${what} in ${where}`);
  }

  #fail(at: number, why: string): never {
    throw templateError("parse", this.#source, at, why);
  }
}
