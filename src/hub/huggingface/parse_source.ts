import { HologramError } from "../../base/mod.ts";

/** A model on Hugging Face, or a part of it. */
export interface HuggingFaceSource {
  /** Owner and name, `stabilityai/sd-turbo`. */
  repository: string;
  /** A branch, a tag or a commit; the main branch unless given. */
  revision?: string;
  /** A file, a folder, a network or a precision in it: `unet`, `onnx/model_q4.onnx`, `q4`. */
  component?: string;
}

/** Hosts that mean Hugging Face. */
const HOST = /^(?:https?:\/\/)?(?:www\.)?(?:huggingface\.co|hf\.co)\//i;

/** `org/repo@revision:component`; a revision cannot contain a colon (git check-ref-format). */
const SHORT = /^([^/@:]+)\/([^/@:]+)(?:@([^:]+))?(?::(.+))?$/;

/** What the address bar shows: `org/repo/tree/revision/path`. A revision in it is one segment or `refs/pr/N`. */
const PAGE =
  /^([^/@:]+)\/([^/@:]+)\/(?:tree|blob|resolve|raw)\/(refs\/(?:pr|convert)\/[^/]+|[^/]+)(?:\/([^?#]+))?$/;

/**
 * Letters, digits, `_`, `-`, `.`; the first is a letter, a digit or `_`, the last no `-` or `.`; at most 96 characters.
 */
const PART = /^(?!.*(?:--|\.\.))(?=.{1,96}$)\w(?:[\w.-]*\w)?$/;

/** Characters that no revision has (git check-ref-format), or that would lead elsewhere. */
// deno-lint-ignore no-control-regex
const BAD_REVISION = /[\x00-\x20\x7f~^:?*[\\]|\.\.|\/\/|^\/|\/$|@\{/;

/**
 * Reads `org/repo[@revision][:component]`, the same after `hf.co/` or `huggingface.co/`, or the address of a page of
 * the repository. Gives `undefined` for text of another kind: a name without owner, or with another host.
 *
 * @throws {HologramError} `invalid` when it is of this kind but a part of it is malformed.
 */
export function parseSource(text: string): HuggingFaceSource | undefined {
  const host = HOST.exec(text)?.[0];
  const rest = text.slice(host?.length ?? 0).replace(/\/+$/, "");
  const isPage = host !== undefined && PAGE.test(rest);
  const match = isPage ? PAGE.exec(rest) : SHORT.exec(rest);
  if (match === null) {
    if (host === undefined) return undefined;
    throw invalid(text, "a repository has an owner and a name");
  }
  const [, owner, name, revision, path] = match;
  for (const part of [owner!, name!]) {
    if (!PART.test(part)) {
      throw invalid(text, `${JSON.stringify(part)} cannot be the name of an owner or a repository`);
    }
  }
  const source: HuggingFaceSource = { repository: `${owner}/${name}` };
  if (revision !== undefined) {
    source.revision = isPage ? decode(text, revision) : revision;
    if (BAD_REVISION.test(source.revision)) {
      throw invalid(text, `${JSON.stringify(source.revision)} cannot be a revision`);
    }
  }
  const component = path && (isPage ? decode(text, path) : path).replace(/^\.?\/+|\/+$/g, "");
  if (component !== undefined) {
    if (!isInnerPath(component)) {
      throw invalid(text, `${JSON.stringify(component)} leads out of the repository`);
    }
    source.component = component;
  }
  return source;
}

/** The one spelling of a source, `org/repo[@revision][:component]`, which {@linkcode parseSource} reads back. */
export function sourceText({ repository, revision, component }: HuggingFaceSource): string {
  const at = revision === undefined ? "" : `@${revision}`;
  return repository + at + (component === undefined ? "" : `:${component}`);
}

/** Whether a path with `/` stays inside the folder that it starts from, on every system. */
export function isInnerPath(path: string): boolean {
  return path !== "" && !/[\\\0]|^[A-Za-z]:/.test(path) &&
    path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

function decode(text: string, part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw invalid(text, `${JSON.stringify(part)} is not percent-encoded text`, cause);
  }
}

function invalid(text: string, why: string, cause?: unknown): HologramError {
  const shown = JSON.stringify(text.slice(0, 200));
  return new HologramError(`Cannot read the name ${shown}: ${why}`, {
    kind: "invalid",
    hint: "A model on Hugging Face reads org/repo[@revision][:component]",
    cause,
  });
}
