import { createHash } from "node:crypto";
import { HologramError } from "../../base/mod.ts";
import {
  type FetchPlan,
  type HuggingFaceSource,
  localNameOf,
  parseSource,
  sourceText,
} from "../../hub/mod.ts";
import type { Manifest, Store, StoredModel } from "../../store/mod.ts";

/** Annotation of a manifest: where the model is from, `hf.co/org/repo[@revision][:component]`. */
const SOURCE = "dev.hologram.source";
/** Annotation of a manifest: the commit that its files are from. */
const REVISION = "dev.hologram.source.revision";
/** Annotation of a manifest: SHA-256 over the names and digests of the files that the model was made from. */
const FILES = "dev.hologram.source.files";
/** Annotation of a manifest: the licence (the OCI image specification's predefined keys). */
const LICENSES = "org.opencontainers.image.licenses";

/** Where a model says that it is from. */
export interface RecordedSource extends HuggingFaceSource {
  /** The commit. */
  commit: string | undefined;
  /** What {@linkcode filesDigest} said of its files. */
  files: string | undefined;
}

/** What a manifest says of a model that a plan has fetched. */
export function sourceAnnotations(plan: FetchPlan): Record<string, string> {
  return {
    [SOURCE]: `hf.co/${sourceText(plan.source)}`,
    [REVISION]: plan.revision,
    [FILES]: filesDigest(plan),
    ...plan.license === undefined ? {} : { [LICENSES]: plan.license },
  };
}

/** One text for the same files, whichever commit they are from. */
export function filesDigest({ files }: FetchPlan): string {
  const lines = files.map(({ target, size, digest }) => JSON.stringify([target, size, digest]));
  return `sha256:${createHash("sha256").update(lines.sort().join("\n")).digest("hex")}`;
}

/** Where a model is from, if its manifest names a repository of Hugging Face. */
export function recordedSource(
  { annotations = {} }: Pick<Manifest, "annotations">,
): RecordedSource | undefined {
  const source = sourceOf(annotations[SOURCE] ?? "");
  return source && { ...source, commit: annotations[REVISION], files: annotations[FILES] };
}

/** Whether two sources are of one repository; letter case does not tell repositories apart. */
export function isSameRepository(
  a: HuggingFaceSource | undefined,
  b: HuggingFaceSource | undefined,
): boolean {
  return a?.repository.toLowerCase() === b?.repository.toLowerCase();
}

/**
 * The stored model that was pulled under the name that a source has here, where `text` is a source; so that
 * `org/repo:component` means the same after the pull as before.
 */
export async function findPulled(store: Store, text: string): Promise<StoredModel | undefined> {
  const source = sourceOf(text);
  const name = source && localName(source);
  const stored = name === undefined ? undefined : await store.find(name);
  if (stored === undefined) return undefined;
  const recorded = recordedSource(stored.manifest);
  if (recorded === undefined || !isSameRepository(recorded, source)) return undefined;
  const { revision } = source!;
  const isRevision = revision === undefined || revision === recorded.revision ||
    recorded.commit?.startsWith(revision);
  return isRevision ? stored : undefined;
}

/** A source, where a text is one; what is malformed is none. */
function sourceOf(text: string): HuggingFaceSource | undefined {
  return orNothing(() => parseSource(text));
}

function localName(source: HuggingFaceSource): string | undefined {
  return orNothing(() => localNameOf(source));
}

function orNothing<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof HologramError) return undefined;
    throw error;
  }
}
