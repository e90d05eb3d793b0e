import { generationSectionSchema, type HoloFile } from "../holo/mod.ts";
import type { Session } from "../runtime/mod.ts";
import { loadTokenizer } from "../text/mod.ts";
import { TextGeneration } from "./text_generation.ts";

/**
 * Puts a language model together from the sections of its `.holo` file.
 *
 * @param file The open file; it may be closed afterwards.
 * @param session Its network, loaded.
 * @throws {HologramError} `invalid` when a section is missing or damaged.
 */
export async function openTextGeneration(
  file: HoloFile,
  session: Session,
): Promise<TextGeneration> {
  const tokenizer = loadTokenizer(
    await file.readTextSection("tokenizer"),
    file.section("tokenizer_config") ? await file.readTextSection("tokenizer_config") : undefined,
  );
  return new TextGeneration({
    session,
    generation: await file.readJsonSection("generation", generationSectionSchema),
    tokenizer,
    chatTemplate: file.section("chat_template")
      ? await file.readTextSection("chat_template")
      : undefined,
  });
}
