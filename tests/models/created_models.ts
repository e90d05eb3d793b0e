import assert from "node:assert/strict";
import type { Tensor } from "../../src/base/mod.ts";
import { buildInferBody, readInferReply } from "../../src/cli/infer_request.ts";
import { type Finished, hologram, TestServer } from "../support/hologram.ts";

/** Where a model is created from: a path, or what fills a folder with it; `undefined` where its data is absent. */
export type Source = string | ((folder: string) => void | Promise<void>) | undefined;

/** Models that the command line created, and a server over them; ready when the tests of a file start. */
export class CreatedModels {
  #home = "";
  #server: TestServer | undefined;

  /** Creates each model; one without a source is left out. */
  async open(models: Readonly<Record<string, Source>>): Promise<void> {
    const present = Object.entries(models).filter(([, source]) => source !== undefined);
    if (present.length === 0) return;
    this.#home = await Deno.makeTempDir({ prefix: "hologram-models-" });
    for (const [name, source] of present) {
      const folder = await Deno.makeTempDir({ prefix: "hologram-source-" });
      try {
        if (typeof source === "function") await source(folder);
        const path = typeof source === "string" ? source : folder;
        const { code, stderr } = await this.run("create", name, "--from", path);
        assert.equal(code, 0, `create ${name}: ${stderr}`);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    }
    this.#server = await TestServer.start({ home: this.#home });
  }

  /** Ends the server and removes the models. */
  async close(): Promise<void> {
    await this.#server?.stop();
    if (this.#home !== "") await Deno.remove(this.#home, { recursive: true });
  }

  /** The program's folder. */
  get home(): string {
    return this.#home;
  }

  /** The server over the models. */
  get server(): TestServer {
    return this.#server!;
  }

  /** Runs a command line of the program, past the server. */
  async run(...args: string[]): Promise<Finished> {
    return await hologram(args, { home: this.#home });
  }

  /** Has a model compute through `/v2`, all tensors as bytes. */
  async infer(
    model: string,
    inputs: Readonly<Record<string, Tensor>>,
  ): Promise<Map<string, Tensor>> {
    const named = Object.entries(inputs).map(([name, tensor]) => ({ name, tensor }));
    const { body, headerLength } = buildInferBody(named);
    const header = "inference-header-content-length";
    const response = await fetch(`${this.server.url}/v2/models/${model}/infer`, {
      method: "POST",
      headers: { [header]: String(headerLength) },
      body,
    });
    const bytes = await response.bytes();
    assert.equal(response.status, 200, new TextDecoder().decode(bytes));
    const outputs = readInferReply(bytes, Number(response.headers.get(header)));
    return new Map(outputs.map(({ name, tensor }) => [name, tensor]));
  }

  /** A folder for tensor files, and `hologram run` inside it, which must end well and print nothing. */
  async runFiles(
    work: (folder: string, run: (...args: string[]) => Promise<void>) => Promise<void>,
  ): Promise<void> {
    const folder = await Deno.makeTempDir({ prefix: "hologram-tensors-" });
    try {
      await work(folder, async (...args) => {
        const { code, stdout, stderr } = await hologram(["run", ...args], {
          home: this.#home,
          cwd: folder,
        });
        assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: "", stderr: "" });
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }
}

/**
 * Models for all tests of a file.
 *
 * @param models Where each is created from, by the name that it gets.
 */
export function createdModels(
  models: Readonly<Record<string, Source>>,
): CreatedModels {
  const created = new CreatedModels();
  Deno.test.beforeAll(() => created.open(models));
  Deno.test.afterAll(() => created.close());
  return created;
}

/** The numbers of a tensor as doubles. */
export function numbers(tensor: Tensor | undefined): number[] {
  assert.ok(tensor !== undefined);
  return Array.from(tensor.data as Float32Array, Number);
}

/** The largest difference between two lists of numbers; infinite where they differ in length or hold no number. */
export function largestDifference(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Infinity;
  return a.reduce((most, value, index) => {
    const difference = Math.abs(value - b[index]!);
    return Number.isNaN(difference) ? Infinity : Math.max(most, difference);
  }, 0);
}

/** Where the largest of some numbers is. */
export function indexOfLargest(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

/** A float32 tensor. */
export function float32(shape: number[], values: Iterable<number>): Tensor {
  return { dtype: "float32", shape, data: Float32Array.from(values) };
}
