import { HologramError } from "../base/mod.ts";

/** The full name of a model. Letter case is kept but does not tell two names apart. */
export interface ModelName {
  /** The registry it belongs to, with a port if need be: `registry.hologram.dev`, `hf.co`, `localhost:5000`. */
  host: string;
  /** Its owner there. */
  namespace: string;
  /** Its own name. */
  model: string;
  /** Its version or variant. */
  tag: string;
  /** The scheme written before the host, `http`; no part of the model's identity. */
  scheme?: string;
}

/** What a name leaves out is filled in from here. */
export interface ModelNameOptions {
  /** The host of names without one: that of the configured registry. */
  defaultHost: string;
}

/** A part of a name. */
export type ModelNamePart = "host" | "namespace" | "model" | "tag";

/** The namespace of names without one. */
export const DEFAULT_NAMESPACE = "library";

/** The tag of names without one. */
export const DEFAULT_TAG = "latest";

/** Letters, digits, `_`, `-`; `.` outside namespaces and `:` in hosts. The first is a letter, a digit or `_`. */
const PARTS: Readonly<Record<ModelNamePart, RegExp>> = {
  host: /^\w[\w.:-]{0,349}$/,
  namespace: /^\w[\w-]{0,79}$/,
  model: /^\w[\w.-]{0,79}$/,
  tag: /^\w[\w.-]{0,79}$/,
};

/** Whether text may stand as a part of a name. No such text leads out of a folder: none starts with a full stop. */
export function isModelNamePart(part: ModelNamePart, text: string): boolean {
  return PARTS[part].test(text);
}

/**
 * Reads `[scheme://][host/][namespace/]model[:tag]` by Ollama's rules.
 *
 * @throws {HologramError} `invalid`, `invalid model name`, when a part is empty, too long, or has a character that
 * its kind must not have.
 */
export function parseModelName(text: string, options: ModelNameOptions): ModelName {
  const slash = text.lastIndexOf("/");
  const colon = text.lastIndexOf(":");
  const [path, tag] = colon > slash
    ? [text.slice(0, colon), text.slice(colon + 1)]
    : [text, DEFAULT_TAG];
  const [rest, model] = cutLast(path);
  const [address, namespace] = rest === undefined ? [] : cutLast(rest);
  const [, scheme, host] = /^(?:(.*?):\/\/)?(.*)$/s.exec(address ?? options.defaultHost)!;
  const name: ModelName = {
    host: host!,
    namespace: namespace ?? DEFAULT_NAMESPACE,
    model,
    tag,
    ...scheme === undefined ? {} : { scheme },
  };
  if (!isModelName(name)) {
    throw new HologramError("invalid model name", {
      kind: "invalid",
      hint: `A name reads [host/][namespace/]model[:tag], got ${
        JSON.stringify(text.slice(0, 200))
      }`,
    });
  }
  return name;
}

/** What stands before the last slash, if there is one, and what stands after it. */
function cutLast(text: string): [string | undefined, string] {
  const slash = text.lastIndexOf("/");
  return slash < 0 ? [undefined, text] : [text.slice(0, slash), text.slice(slash + 1)];
}

/** Whether each part of a name is well formed. */
export function isModelName(name: ModelName): boolean {
  return (Object.keys(PARTS) as ModelNamePart[]).every((part) => isModelNamePart(part, name[part]));
}

/** Whether two names mean the same model: they differ at most by letter case. */
export function isSameModelName(a: ModelName, b: ModelName): boolean {
  return (Object.keys(PARTS) as ModelNamePart[]).every((part) => isSame(a[part], b[part]));
}

/** The shortest text that {@linkcode parseModelName} reads back: `model:tag`, `namespace/model:tag`, or all of it. */
export function formatModelName(name: ModelName, options: ModelNameOptions): string {
  const short = `${name.model}:${name.tag}`;
  if (!isSame(name.host, options.defaultHost)) return `${name.host}/${name.namespace}/${short}`;
  return isSame(name.namespace, DEFAULT_NAMESPACE) ? short : `${name.namespace}/${short}`;
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
