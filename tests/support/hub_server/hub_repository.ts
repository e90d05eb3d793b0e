import { createHash } from "node:crypto";

/** A file of a repository: its contents and what the hub knows of them. */
export interface HubFile {
  /** The contents. */
  bytes: Uint8Array<ArrayBuffer>;
  /** SHA-1 of the git blob: of the contents, or of the pointer that git keeps of a large file. */
  oid: string;
  /** SHA-256 of the contents of a large file. */
  sha256?: string;
}

/** What a repository on the test hub is like. */
export interface HubRepositoryOptions {
  /** Tokens that see it; everybody sees it unless given. */
  private?: readonly string[];
  /** Tokens whose accounts accepted its terms; it has none unless given. */
  gated?: readonly string[];
  /** The licence on its card. */
  license?: string;
  /** Its tags. */
  tags?: readonly string[];
  /** What it is for. */
  task?: string;
  /** Downloads. */
  downloads?: number;
}

/** A repository on the test hub: commits, and names for some of them. */
export class HubRepository {
  /** Commits by branch, tag or other ref. */
  readonly refs = new Map<string, string>();
  readonly #commits = new Map<string, Map<string, HubFile>>();

  /** Makes a repository without commits. */
  constructor(readonly name: string, readonly options: HubRepositoryOptions) {}

  /** Makes a commit of these files alone and moves a branch or tag to it; returns it. */
  commit(files: Record<string, string | Uint8Array>, ref: string): string {
    const entries = Object.entries(files).map(([path, contents]) =>
      [path, hubFile(path, contents)] as const
    );
    const listing = entries.map(([path, { oid }]) => `${path} ${oid}\n`).join("");
    const commit = createHash("sha1").update(`${this.name} ${this.#commits.size} ${listing}`)
      .digest("hex");
    this.#commits.set(commit, new Map(entries));
    this.refs.set(ref, commit);
    return commit;
  }

  /** The commit that a branch, a tag or a commit's own name stands for. */
  resolve(revision: string): string | undefined {
    return this.#commits.has(revision) ? revision : this.refs.get(revision);
  }

  /** The files of a commit. */
  files(commit: string): Map<string, HubFile> {
    return this.#commits.get(commit)!;
  }
}

/** Contents of at least 1 KiB and weights are large files, which git keeps a pointer of. */
function hubFile(path: string, contents: string | Uint8Array): HubFile {
  const bytes = new Uint8Array(
    typeof contents === "string" ? new TextEncoder().encode(contents) : contents,
  );
  if (bytes.length < 1024 && !/\.(onnx|onnx_data|holo|safetensors|gguf|bin)$/.test(path)) {
    return { bytes, oid: blobId(bytes) };
  }
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const pointer =
    `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${bytes.length}\n`;
  return { bytes, oid: blobId(new TextEncoder().encode(pointer)), sha256 };
}

function blobId(bytes: Uint8Array): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
