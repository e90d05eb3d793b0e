import { HologramError } from "../base/mod.ts";
import * as z from "../deps/zod.ts";
import { type Descriptor, type Manifest, OVERRIDE_MEDIA_TYPES } from "./manifest.ts";
import type { BytesLayer } from "./new_model.ts";
import { parseDocument } from "./parse_document.ts";

/** A message that starts every conversation. */
export interface StarterMessage {
  /** Who speaks: `system`, `user` or `assistant`. */
  role: string;
  /** What is said. */
  content: string;
}

/** What a model's layers say in the place of the sections of its `.holo` file. */
export interface Overrides {
  /** The chat template. */
  template?: string;
  /** What the model is told to be. */
  system?: string;
  /** Options, under Ollama's names. */
  parameters?: Record<string, unknown>;
  /** Messages that start every conversation. */
  messages?: StarterMessage[];
  /** Licences. */
  licenses?: string[];
}

const parametersSchema = z.record(z.string(), z.unknown());
const messagesSchema = z.array(z.object({ role: z.string(), content: z.string() }));

/** Longest layer of this kind that is read, in bytes. */
const LONGEST = 16 * 2 ** 20;

/**
 * Reads the overrides of a manifest.
 *
 * @param read Gives a blob's bytes.
 * @throws {HologramError} `invalid` when a layer is damaged; `too_large` when it is longer than any such text.
 */
export async function readOverrides(
  manifest: Manifest,
  read: (blob: Descriptor) => Promise<Uint8Array>,
): Promise<Overrides> {
  const overrides: Overrides = {};
  const types = OVERRIDE_MEDIA_TYPES;
  for (const layer of manifest.layers) {
    const kind = (Object.keys(types) as (keyof typeof types)[])
      .find((kind) => types[kind] === layer.mediaType);
    if (kind === undefined) continue;
    if (layer.size > LONGEST) {
      throw new HologramError(`Cannot read the model's ${kind}: it has ${layer.size} bytes`, {
        kind: "too_large",
      });
    }
    const bytes = await read(layer);
    if (kind === "parameters") {
      overrides.parameters = parseDocument(parametersSchema, bytes, "model's parameters");
    } else if (kind === "messages") {
      overrides.messages = parseDocument(messagesSchema, bytes, "model's messages");
    } else if (kind === "license") {
      (overrides.licenses ??= []).push(new TextDecoder().decode(bytes));
    } else overrides[kind] = new TextDecoder().decode(bytes);
  }
  return overrides;
}

/** The layers that say the same as some overrides; what is empty has none. */
export function overrideLayers(overrides: Overrides): BytesLayer[] {
  const { template, system, parameters, messages, licenses = [] } = overrides;
  const encode = (text: string) => new TextEncoder().encode(text);
  const layers: BytesLayer[] = [];
  const add = (kind: keyof typeof OVERRIDE_MEDIA_TYPES, text: string) =>
    void layers.push({ mediaType: OVERRIDE_MEDIA_TYPES[kind], bytes: encode(text) });
  if (template) add("template", template);
  if (system) add("system", system);
  if (parameters && Object.keys(parameters).length > 0) {
    const sorted = Object.entries(parameters).sort(([a], [b]) => a < b ? -1 : 1);
    add("parameters", JSON.stringify(Object.fromEntries(sorted)));
  }
  if (messages && messages.length > 0) {
    add("messages", JSON.stringify(messages.map(({ role, content }) => ({ role, content }))));
  }
  for (const license of licenses) add("license", license);
  return layers;
}
