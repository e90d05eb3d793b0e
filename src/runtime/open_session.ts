import { HologramError } from "../base/mod.ts";
import type { HoloFile } from "../holo/mod.ts";
import { ExternalWeights } from "./ort/external_weights.ts";
import { openOrtSession } from "./ort/ort_session.ts";
import type { Session } from "./session.ts";

/** How a session is made from a `.holo` file. */
export interface OpenSessionOptions {
  /** Threads that an operator may use. */
  threads: number;
}

/**
 * Loads the network of a `.holo` file. The weights stream from the file into the engine, one tensor at a time;
 * the file must stay open until this returns.
 *
 * @throws {HologramError} `invalid` when the file has no graph, `unsupported` when the engine refuses it.
 */
export async function openSession(file: HoloFile, options: OpenSessionOptions): Promise<Session> {
  if (file.section("graph") === undefined) {
    throw new HologramError(`Cannot load ${file.path}: it has no graph`, { kind: "invalid" });
  }
  const weights = new Map(
    file.index.sections
      .filter(({ name }) => name.startsWith("weights."))
      .map(({ name, length }) => [
        name,
        new ExternalWeights((offset, into) => file.readAtSync(name, offset, into), length),
      ]),
  );
  return await openOrtSession(await file.readSection("graph"), {
    weights,
    threads: options.threads,
  });
}
