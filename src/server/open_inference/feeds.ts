import type { Tensor, ValueInfo } from "../../base/mod.ts";
import { fail } from "./fail.ts";
import { checkShape, type NamedLengths } from "./shapes.ts";

/** Collects a tensor for each input of a network. */
export class Feeds {
  readonly #inputs: ReadonlyMap<string, ValueInfo>;
  readonly #feeds = new Map<string, Tensor>();
  readonly #named: NamedLengths = new Map();

  /** Starts with none of the inputs that the network takes. */
  constructor(inputs: readonly ValueInfo[]) {
    this.#inputs = new Map(inputs.map((input) => [input.name, input]));
  }

  /** Whether the network has an input of that name. */
  takes(name: string): boolean {
    return this.#inputs.has(name);
  }

  /** What the network says of an input that the request names; refuses an unknown one and a second one. */
  expect(name: string): ValueInfo {
    const info = this.#inputs.get(name);
    if (!info) fail("the request", `unknown input "${name}", the model takes ${this.#names()}`);
    if (this.#feeds.has(name)) fail("the request", `input "${name}" is there twice`);
    return info;
  }

  /** Checks the shape that an input is to have, before its elements are read: nothing is allocated for a wrong one. */
  checkShape(info: ValueInfo, shape: readonly number[]): void {
    checkShape(info, shape, this.#named);
  }

  /** Keeps the tensor of an input. onnxruntime-web would cut a string at a NUL, so one that has it is refused. */
  add(name: string, tensor: Tensor): void {
    if (Array.isArray(tensor.data)) {
      const cut = tensor.data.findIndex((text) => text.includes("\0"));
      if (cut !== -1) fail(`input "${name}"`, `element ${cut} has a NUL character, expected none`);
    }
    this.#feeds.set(name, tensor);
  }

  /** The tensors, when every input has one. */
  complete(): Map<string, Tensor> {
    const missing = [...this.#inputs.keys()].find((name) => !this.#feeds.has(name));
    if (missing !== undefined) {
      fail("the request", `input "${missing}" is missing, the model takes ${this.#names()}`);
    }
    return this.#feeds;
  }

  #names(): string {
    return [...this.#inputs.keys()].map((name) => `"${name}"`).join(", ") || "no inputs";
  }
}
