import { HologramError } from "../../../base/mod.ts";
import type { EmbedRequest } from "../../schemas/embed_request.ts";
import type { OpenaiEmbeddingRequest } from "../../schemas/openai_embedding_request.ts";
import { extensionOptions, given } from "./native_options.ts";

/**
 * The native request that a request for embeddings stands for.
 *
 * @throws {HologramError} `invalid` when a field is; `unsupported` for texts given as token ids.
 */
export function embedToNative(request: OpenaiEmbeddingRequest): EmbedRequest {
  const { encoding_format } = request;
  const input = texts(request.input);
  if (encoding_format && encoding_format !== "float" && encoding_format !== "base64") {
    throw new HologramError(
      `invalid encoding_format: ${JSON.stringify(encoding_format)} (must be "float" or "base64")`,
      { kind: "invalid" },
    );
  }
  const options = extensionOptions(request);
  return {
    ...given({
      model: request.model,
      keep_alive: request.keep_alive,
      truncate: request.truncate,
      dimensions: request.dimensions,
    }),
    input,
    ...(Object.keys(options).length > 0 ? { options } : {}),
  };
}

function texts(input: unknown): string | string[] {
  if (typeof input === "string" && input !== "") return input;
  if (Array.isArray(input) && input.length > 0) {
    if (input.every((item) => typeof item === "string")) return input;
    if (input.every((item) => typeof item === "number" || Array.isArray(item))) {
      throw new HologramError("an input of token ids is not supported", { kind: "unsupported" });
    }
  }
  throw new HologramError("invalid input", {
    kind: "invalid",
    hint: "The input is a text, or a list of texts",
  });
}
