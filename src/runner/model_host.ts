import { HologramError, stringifyExactJson } from "../base/mod.ts";
import { HoloFile } from "../holo/mod.ts";
import {
  type Embedding,
  openEmbedding,
  openTextGeneration,
  type TextGeneration,
  type Tokenizer,
} from "../pipelines/mod.ts";
import { openSession, type Session } from "../runtime/mod.ts";
import type {
  EmbedParams,
  EmbedResult,
  GenerateParams,
  GenerateResult,
  LoadedModel,
  LoadParams,
  RenderedPrompt,
  RunnerReply,
  TextEvent,
  TokenizeParams,
} from "./protocol/mod.ts";
import type { CallContext } from "./run_runner.ts";

/** The one model of a runner. */
export class ModelHost {
  #session: Session | undefined;
  #textGeneration: TextGeneration | undefined;
  #embedding: Embedding | undefined;

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
    if (file.section("embedding") !== undefined) {
      this.#embedding = await openEmbedding(file, session, this.#textGeneration?.tokenizer);
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
    for await (const event of this.#generator().generate(params, { signal })) {
      if (event.type === "prompt" && event.truncated) emit({ truncated: event.truncated });
      if (event.type === "text") {
        const { type: _, calls, ...piece } = event;
        emit(calls === undefined ? piece : { ...piece, calls: calls.map(wireCall) });
      }
      if (event.type === "done") {
        const { type: _, ...result } = event;
        return reply(result);
      }
    }
    throw new HologramError("The generation ended without a result");
  }

  /** The prompt that `generate` would read. */
  render(params: GenerateParams): Promise<RunnerReply<RenderedPrompt>> {
    const { text, ids, truncated } = this.#generator().prompt(params);
    return Promise.resolve(reply({ prompt: text, tokens: ids, truncated }));
  }

  /**
   * The token ids of a text.
   *
   * @throws {HologramError} `unsupported` when the model has no tokenizer.
   */
  tokenize({ text, addSpecialTokens }: TokenizeParams): Promise<RunnerReply<{ tokens: number[] }>> {
    const tokens = this.#tokenizer().encode(text, { addSpecialTokens });
    return Promise.resolve(reply({ tokens }));
  }

  /**
   * The text of token ids, special tokens included.
   *
   * @throws {HologramError} `invalid` when the vocabulary lacks an id, `unsupported` when the model has no tokenizer.
   */
  detokenize({ tokens }: { tokens: number[] }): Promise<RunnerReply<{ text: string }>> {
    const text = this.#tokenizer().decode(tokens, { skipSpecialTokens: false });
    return Promise.resolve(reply({ text }));
  }

  /**
   * Turns texts into vectors, which come along as the tensor `embeddings`.
   *
   * @throws {HologramError} `unsupported` when the model makes no embeddings, `cancelled` after a cancel.
   */
  async embed(
    params: EmbedParams,
    { signal }: CallContext<never>,
  ): Promise<RunnerReply<EmbedResult>> {
    this.#loaded();
    if (this.#embedding === undefined) {
      throw new HologramError("The model does not make embeddings", { kind: "unsupported" });
    }
    const { embeddings, ...result } = await this.#embedding.embed(params, { signal });
    return { result, tensors: new Map([["embeddings", embeddings]]) };
  }

  #generator(): TextGeneration {
    this.#loaded();
    if (this.#textGeneration !== undefined) return this.#textGeneration;
    throw new HologramError("The model does not generate text", { kind: "unsupported" });
  }

  #tokenizer(): Tokenizer {
    const tokenizer = (this.#textGeneration ?? this.#embedding)?.tokenizer;
    if (tokenizer !== undefined) return tokenizer;
    throw new HologramError("The model has no tokenizer", { kind: "unsupported" });
  }

  #loaded(): Session {
    if (this.#session === undefined) throw new HologramError("No model is loaded");
    return this.#session;
  }
}

function reply<Result>(result: Result): RunnerReply<Result> {
  return { result, tensors: new Map() };
}

/** A tool call as it crosses: its arguments as text, which keeps every digit. */
function wireCall(
  { name, arguments: args }: { name: string; arguments: Record<string, unknown> },
): { name: string; arguments: string } {
  return { name, arguments: stringifyExactJson(args) };
}
