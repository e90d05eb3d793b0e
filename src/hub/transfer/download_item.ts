/** A file to download. */
export interface DownloadItem {
  /** Where it is. Redirects are followed; credentials never go to another host than this one. */
  url: string;
  /** Headers of the request, such as `authorization`: sent to the URL's own host only. */
  headers?: Readonly<Record<string, string>>;
  /**
   * Gives other headers when the URL's own host answers 401, for a token that ran out in the middle; nothing where it has
   * none. It is given the answer's `www-authenticate`.
   */
  renewHeaders?: (
    challenge: string | undefined,
  ) => Promise<Readonly<Record<string, string>> | undefined>;
  /** The file it becomes: it appears whole and verified, or not at all. On the file system of the partial files. */
  path: string;
  /** Its length in bytes, where known. */
  size?: number;
  /**
   * `sha256:<hex>`, or `git-sha1:<hex>`: the SHA-1 of `blob <size>`, a zero byte and the bytes, as git names a file and as
   * Hugging Face's entity tag of a small file is.
   */
  digest?: string;
  /** A short name for errors. */
  label: string;
}

/** How far one file has come. */
export interface TransferProgress {
  /** The item's. */
  label: string;
  /** The item's. */
  digest?: string;
  /** Bytes of it that are on the disk, those of an earlier run included; never fewer than before. */
  completed: number;
  /** Bytes of it in all, where known. */
  total?: number;
}
