/** A file that is to be downloaded. */
export interface TransferItem {
  /** Where it is. */
  url: string;
  /** Headers of the requests; `authorization` goes to the URL's own host alone. */
  headers?: Record<string, string>;
  /**
   * Gives other headers when the URL's own host answers 401, whose `www-authenticate` it is given; nothing where it has
   * none.
   */
  renewHeaders?: (challenge: string | undefined) => Promise<Record<string, string> | undefined>;
  /** Where it goes. */
  path: string;
  /** Its length in bytes, where it is known. */
  size?: number;
  /** `sha256:<hex>` of its bytes: other bytes are refused. */
  digest?: string;
  /** What it is called in messages. */
  label: string;
}

/** How far a file has come. */
export interface TransferProgress {
  /** The item's label. */
  label: string;
  /** The item's digest. */
  digest?: string;
  /** Bytes that are here. */
  completed: number;
  /** Bytes that there are in all. */
  total?: number;
}

/** Options of a download. */
export interface TransferOptions {
  /** Ends the download. */
  signal?: AbortSignal;
  /** Is told of progress. */
  onProgress?: (progress: TransferProgress) => void;
}

/** What downloads files: resumes, verifies, repeats. */
export interface Transfers {
  /** Downloads files to their paths; rejects when one of them fails. What is there of a file from before is used. */
  download(items: TransferItem[], options: TransferOptions): Promise<unknown>;
}

/** For what downloads nothing: asking and signing in. */
export const NO_TRANSFERS: Transfers = {
  download: () => Promise.reject(new Error("Expected no download")),
};
