import type { Tensor, ValueInfo } from "../base/mod.ts";

/** What a run may be told. */
export interface RunOptions {
  /** Names of the outputs to compute; all of them unless given. */
  outputs?: readonly string[];
  /** Ends the run before its next step; a step that computes is not broken off. */
  signal?: AbortSignal;
}

/** One network, loaded and ready. */
export interface Session {
  /** What it takes. */
  readonly inputs: readonly ValueInfo[];
  /** What it gives. */
  readonly outputs: readonly ValueInfo[];
  /**
   * Computes outputs from inputs.
   *
   * @throws {HologramError} `invalid` when an input is missing, unknown, or of another type or shape.
   */
  run(feeds: ReadonlyMap<string, Tensor>, options?: RunOptions): Promise<Map<string, Tensor>>;
  /** Gives back what the network holds. */
  dispose(): Promise<void>;
}
