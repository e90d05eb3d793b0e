import { generationSectionSchema, type HoloFile } from "../../holo/mod.ts";

/** What a `.holo` file says of the things that a model's layers may override. */
export interface NetworkFacts {
  /** Its chat template. */
  template?: string;
  /** Its licence. */
  license?: string;
  /** Its own options, under Ollama's names. */
  parameters: Record<string, unknown>;
}

/** Reads them from the file's sections. */
export async function networkFacts(file: HoloFile): Promise<NetworkFacts> {
  const text = (name: string) =>
    file.section(name) === undefined ? undefined : file.readTextSection(name);
  return {
    template: await text("chat_template"),
    license: await text("license"),
    parameters: file.section("generation") === undefined
      ? {}
      : (await file.readJsonSection("generation", generationSectionSchema)).options,
  };
}
