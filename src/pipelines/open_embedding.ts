import { embeddingSectionSchema, type HoloFile } from "../holo/mod.ts";
import type { Session } from "../runtime/mod.ts";
import { loadTokenizer, type Tokenizer } from "../text/mod.ts";
import { Embedding } from "./embedding.ts";

/**
 * Puts a model that turns texts into vectors together from the sections of its `.holo` file.
 *
 * @param file The open file; it may be closed afterwards.
 * @param session Its network, loaded.
 * @param tokenizer Its tokenizer, where it is loaded already.
 * @throws {HologramError} `invalid` when a section is missing or damaged.
 */
export async function openEmbedding(
  file: HoloFile,
  session: Session,
  tokenizer?: Tokenizer,
): Promise<Embedding> {
  return new Embedding({
    session,
    embedding: await file.readJsonSection("embedding", embeddingSectionSchema),
    tokenizer: tokenizer ?? loadTokenizer(
      await file.readTextSection("tokenizer"),
      file.section("tokenizer_config") ? await file.readTextSection("tokenizer_config") : undefined,
    ),
  });
}
