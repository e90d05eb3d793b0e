import { HologramError } from "../base/mod.ts";
import { HoloFile } from "../holo/mod.ts";
import { openTextGeneration, type TextGeneration } from "../pipelines/mod.ts";
import { openSession, type Session } from "../runtime/mod.ts";
import type {
  GenerateParams,
  GenerateResult,
  LoadedModel,
  LoadParams,
  RunnerReply,
  TextEvent,
} from "./protocol/mod.ts";
import type { CallContext } from "./run_runner.ts";

/** The one model of a runner. */
export class ModelHost {
  #session: Session | undefined;
  #textGeneration: TextGeneration | undefined;

  /**
   * Loads the model.
   *
   * @throws {HologramError} When the file is damaged, or the engine refuses its network.
   */
  async load({ path, threads }: LoadParams): Promise<RunnerReply<LoadedModel>> {
    using file = await HoloFile.open(path);
    const session = await openSession(file, { threads });
    this.#session = session;
    if (file.index.task === "text-generation") {
      this.#textGeneration = await openTextGeneration(file, session);
    }
    return reply({ inputs: file.index.inputs, outputs: file.index.outputs });
  }

  /**
   * Computes outputs from tensors.
   *
   * @throws {HologramError} `invalid` when the tensors do not fit the network.
   */
  async infer(
    { outputs }: { outputs?: string[] },
    { tensors, signal }: CallContext<never>,
  ): Promise<RunnerReply<null>> {
    return { result: null, tensors: await this.#loaded().run(tensors, { outputs, signal }) };
  }

  /**
   * Continues a text or answers a conversation.
   *
   * @throws {HologramError} `unsupported` when the model generates no text, `cancelled` after a cancel.
   */
  async generate(
    params: GenerateParams,
    { signal, emit }: CallContext<TextEvent>,
  ): Promise<RunnerReply<GenerateResult>> {
    this.#loaded();
    if (this.#textGeneration === undefined) {
      throw new HologramError("The model does not generate text", { kind: "unsupported" });
    }
    for await (const event of this.#textGeneration.generate(params, { signal })) {
      if (event.type === "text") emit({ text: event.text });
      if (event.type === "done") {
        const { type: _, ...result } = event;
        return reply(result);
      }
    }
    throw new HologramError("The generation ended without a result");
  }

  #loaded(): Session {
    if (this.#session === undefined) throw new HologramError("No model is loaded");
    return this.#session;
  }
}

function reply<Result>(result: Result): RunnerReply<Result> {
  return { result, tensors: new Map() };
}
