import { HologramError } from "../../base/mod.ts";
import { type HuggingFaceSource, parseSource } from "../../hub/mod.ts";
import {
  DEFAULT_NAMESPACE,
  isModelNamePart,
  type ModelName,
  parseModelName,
  type Store,
} from "../../store/mod.ts";
import { recordedSource } from "./recorded_source.ts";

/** Where a model is pulled from. */
export type PullSource =
  | { kind: "huggingface"; source: HuggingFaceSource }
  | { kind: "registry"; name: ModelName };

/**
 * Which source a name means: `org/repo...` and `hf.co/...` Hugging Face, a name with another host that registry, and a
 * name without owner the configured registry. What is here under `owner/name` from that registry stays with it.
 *
 * @throws {HologramError} `invalid`, `invalid model name`, for text that is neither.
 */
export async function pullSource(store: Store, text: string): Promise<PullSource> {
  if (text === "") throw new HologramError("invalid model name", { kind: "invalid" });
  const isOwn = text.startsWith(`${DEFAULT_NAMESPACE}/`) || await isFromRegistry(store, text);
  const source = isOwn ? undefined : parseSource(text);
  if (source !== undefined) return { kind: "huggingface", source };
  return { kind: "registry", name: parseModelName(text, store) };
}

async function isFromRegistry(store: Store, text: string): Promise<boolean> {
  const [, namespace, rest] = /^([^/]+)\/([^/]+)$/.exec(text) ?? [];
  const [model, tag = "latest", ...more] = rest?.split(":") ?? [];
  const isName = namespace !== undefined && isModelNamePart("namespace", namespace) &&
    isModelNamePart("model", model!) && isModelNamePart("tag", tag) && more.length === 0;
  if (!isName) return false;
  const stored = await store.find(text);
  return stored !== undefined && recordedSource(stored.manifest) === undefined;
}
