import { HologramError } from "../../base/mod.ts";
import { bodyReader } from "./body_reader.ts";
import { type ByteRange, ByteRanges } from "./byte_ranges.ts";
import { type ContentDigest, parseContentDigest } from "./content_digest.ts";
import { parseContentRange } from "./content_range.ts";
import { diskFullError } from "./disk_space.ts";
import type { DownloadItem } from "./download_item.ts";
import type { PartialFile } from "./partial_file.ts";
import { PrefixHasher } from "./prefix_hasher.ts";
import { ChangedError, PassingError, Source } from "./source.ts";
import { StallGuard } from "./stall_guard.ts";
import { TaskGroup } from "./task_group.ts";
import { reasonOf } from "./transfer_error.ts";
import type { TransferTools } from "./transfer_tools.ts";

/** How often a file may be found changed before its download is given up. */
const MOST_CHANGES = 3;

/** Tries to reach a server that has not answered yet. */
const FIRST_TRIES = 3;

/** The server gives the whole file where a part was asked for. */
class WholeOnlyError extends Error {}

/** How far a file has come. */
export type ReportBytes = (completed: number, total: number | undefined) => void;

/**
 * Downloads one file into its partial file, part by part, several at a time.
 *
 * The first request tells the file's length, what names its content, and whether the server gives parts; the other
 * requests start then.
 */
export class FileDownload {
  readonly #item: DownloadItem;
  readonly #partial: PartialFile;
  readonly #tools: TransferTools;
  readonly #report: ReportBytes;
  readonly #source: Source;
  readonly #digest: ContentDigest | undefined;
  #hasher: PrefixHasher | undefined;
  /** Parts that are asked for now. */
  readonly #claimed = new Set<ByteRange>();
  /** The most bytes that there were at a time since the last start from scratch. */
  #most = 0;
  /** How often the file was found changed. */
  #changes = 0;
  /** Whether pieces of two responses cannot be told to belong together, so that all must come in one. */
  #inOne = false;
  #checkpointed: number;
  #checkpoint: Promise<void> | undefined;
  #checkpointFailure: { error: unknown } | undefined;

  /** Prepares a download into a partial file. */
  constructor(item: DownloadItem, partial: PartialFile, tools: TransferTools, report: ReportBytes) {
    this.#item = item;
    this.#partial = partial;
    this.#tools = tools;
    this.#report = report;
    this.#source = new Source(item, tools);
    this.#digest = item.digest === undefined ? undefined : parseContentDigest(item.digest);
    this.#checkpointed = tools.now();
  }

  /**
   * Fetches what is missing and verifies the whole. A digest that is not the file's is met by one more download from scratch.
   *
   * @throws {TransferError} When the server refuses, does not answer, or has another file.
   * @throws {HologramError} `invalid`, `digest mismatch, expected "...", got "..."`; nothing is kept then.
   */
  async run(signal: AbortSignal): Promise<void> {
    this.#progress();
    try {
      for (let mismatches = 0;; mismatches++) {
        await this.#fetch(signal);
        const got = await this.#verify(signal);
        if (got === undefined) break;
        await this.#startOver();
        const expected = `${this.#digest!.algorithm}:${this.#digest!.hex}`;
        const message = `digest mismatch, expected "${expected}", got "${got}"`;
        if (mismatches > 0) throw new HologramError(message, { kind: "invalid" });
        this.#tools.logger.log("warn", message, { label: this.#item.label });
      }
      this.#report(this.#partial.size!, this.#partial.size);
    } finally {
      await this.#checkpoint;
    }
  }

  /** Fetches what is missing; from scratch where the file turns out to have changed. */
  async #fetch(signal: AbortSignal): Promise<void> {
    for (let refusals = 0; !this.#isComplete();) {
      const before = this.#most;
      const group = new TaskGroup(signal);
      group.start(() => this.#work(group));
      try {
        await group.end();
      } catch (error) {
        this.#source.forgetWay();
        if (error instanceof ChangedError) {
          if (++this.#changes > MOST_CHANGES) throw this.#source.error(error.message, 400);
          this.#tools.logger.log("warn", error.message, { label: this.#item.label });
          await this.#startOver();
        } else if (error instanceof WholeOnlyError) {
          refusals = this.#most > before ? 0 : refusals + 1;
          if (refusals > this.#tools.retries) throw this.#source.error(error.message);
        } else throw error;
      }
    }
  }

  #isComplete(): boolean {
    const { size, ranges } = this.#partial;
    return size !== undefined && ranges.covered === size;
  }

  /** Fetches part after part until none is left that nobody fetches. */
  async #work(group: TaskGroup): Promise<void> {
    for (let part; (part = this.#nextPart()) !== undefined;) {
      this.#claimed.add(part);
      try {
        await this.#fetchPart(part, group);
      } finally {
        this.#claimed.delete(part);
      }
      await this.#hasher?.catchUp(this.#partial, group.signal);
    }
  }

  #nextPart(): ByteRange | undefined {
    const { size = Infinity, ranges } = this.#partial;
    if (this.#inOne) return this.#isComplete() ? undefined : { start: 0, end: size };
    const taken = ByteRanges.from([
      ...ranges.pairs(),
      ...[...this.#claimed].map(({ start, end }) => [start, end] as const),
    ]);
    const gap = taken.missing(size)[0];
    if (gap === undefined) return undefined;
    return { start: gap.start, end: Math.min(gap.end, gap.start + this.#tools.partBytes) };
  }

  /** Fetches one part, with new tries as long as they may help. */
  async #fetchPart(part: ByteRange, group: TaskGroup): Promise<void> {
    const { signal } = group;
    for (let failures = 0; part.start < part.end;) {
      const before = this.#most;
      try {
        using _slot = await this.#tools.slots.take(signal);
        await this.#source.waitTurn(signal);
        await this.#request(part, group);
        return;
      } catch (error) {
        if (signal.aborted || isFinal(error)) throw error;
        this.#source.forgetWay();
        if (this.#most > before) failures = 0;
        failures++;
        const passing = error instanceof PassingError ? error : new PassingError(reasonOf(error));
        const { message, remoteStatus } = passing;
        const tries = this.#source.reached ? this.#tools.retries : FIRST_TRIES;
        if (failures >= tries) {
          throw this.#source.error(`${message}, after ${failures} tries`, remoteStatus);
        }
        const ms = this.#source.waitAfter(failures, passing);
        this.#tools.logger.log("info", `Download goes on after a failure: ${message}`, {
          label: this.#item.label,
          failures,
          wait_ms: Math.round(ms),
        });
        await this.#tools.sleep(ms, signal);
      }
    }
  }

  /** Makes one request and writes what it brings; the part shrinks from its front. */
  async #request(part: ByteRange, group: TaskGroup): Promise<void> {
    const guard = new StallGuard(this.#tools.stallMs, group.signal);
    try {
      if (this.#inOne) part.start = 0;
      const response = await guard.watch(this.#source.open(this.#headers(part), guard.signal));
      const reader = response.body === null ? undefined : bodyReader(response.body);
      try {
        const alone = group.size === 1;
        if (!await this.#accept(response, part, alone)) return;
        if (alone) this.#startOthers(group);
        for (let bytes; (bytes = reader && await guard.watch(reader.read())) !== undefined;) {
          await this.#take(bytes, part, group.signal);
        }
      } finally {
        guard.end();
        await reader?.cancel().catch(() => {});
      }
    } catch (error) {
      const isStall = guard.stalled && !group.signal.aborted && error === guard.signal.reason;
      throw isStall ? new PassingError(`no bytes for ${this.#tools.stallMs / 1000} s`) : error;
    }
    if (part.end === Infinity) {
      part.end = part.start;
      await this.#learnSize(part.end);
    }
    if (part.start < part.end) {
      throw new PassingError(`the answer ended ${part.end - part.start} bytes early`);
    }
  }

  #headers({ start, end }: ByteRange): Record<string, string> {
    // Compressed bytes have other offsets.
    const headers: Record<string, string> = { "accept-encoding": "identity" };
    if (this.#inOne || (start === 0 && end === this.#partial.size)) return headers;
    headers.range = `bytes=${start}-${end - 1}`;
    const { validator } = this.#partial;
    if (validator !== undefined && !validator.startsWith("W/")) headers["if-range"] = validator;
    return headers;
  }

  /** Checks what a response has against what was asked and what is known. Gives whether there are bytes to read. */
  async #accept({ status, headers }: Response, part: ByteRange, alone: boolean): Promise<boolean> {
    if (status === 416) {
      const total = /^bytes \*\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1];
      if (total === "0" && this.#partial.size === undefined) {
        await this.#learnSize(0);
        part.end = part.start;
        return false;
      }
      // What an earlier run noted may be out of date.
      if (this.#changes === 0 && this.#partial.ranges.covered > 0) {
        throw new ChangedError("it became shorter");
      }
      throw this.#source.error("status 416", 416);
    }
    this.#checkValidator(headers.get("etag") ?? headers.get("last-modified") ?? undefined);
    if (status === 206) {
      const range = parseContentRange(headers.get("content-range"));
      if (range?.start !== part.start) throw new WholeOnlyError("it gives another part than asked");
      if (range.total !== undefined) await this.#learnSize(range.total);
      part.end = Math.min(part.end, range.end);
      if (part.end !== this.#partial.size || part.start > 0) this.#requireCombinable();
      return true;
    }
    const isEncoded = (headers.get("content-encoding") ?? "identity") !== "identity";
    const length = isEncoded ? null : headers.get("content-length");
    if (length !== null) await this.#learnSize(Number(length));
    // The others' parts are not to be written twice at a time.
    if (!alone) throw new WholeOnlyError("it gives the whole file where a part is asked for");
    if (!this.#isCombinable) this.#partial.ranges.clear();
    part.start = 0;
    part.end = this.#partial.size ?? Infinity;
    return true;
  }

  get #isCombinable(): boolean {
    return this.#digest !== undefined || this.#partial.validator !== undefined;
  }

  #requireCombinable(): void {
    if (this.#isCombinable) return;
    this.#inOne = true;
    throw new WholeOnlyError("it does not tell which parts belong together");
  }

  #checkValidator(validator: string | undefined): void {
    if (validator === undefined) return;
    this.#partial.validator ??= validator;
    if (this.#partial.validator === validator) return;
    // Mirrors of one content may name it differently: after one new start the digest alone decides.
    if (this.#digest !== undefined && this.#changes > 0) return;
    throw new ChangedError("it changed while it was downloaded");
  }

  async #learnSize(size: number): Promise<void> {
    const known = this.#partial.size;
    if (known === size) return;
    if (known !== undefined) {
      throw new ChangedError(`its size is ${size} bytes, expected ${known}`);
    }
    this.#partial.size = size;
    const needed = size - this.#partial.ranges.covered;
    const free = await this.#tools.freeBytes(this.#tools.partials);
    if (free !== undefined && free < needed) {
      throw diskFullError(this.#tools.partials, needed, free);
    }
    this.#progress();
  }

  /** Starts as many more as there may be parts for, once it is known that the server gives parts. */
  #startOthers(group: TaskGroup): void {
    const { size, ranges } = this.#partial;
    if (this.#inOne || size === undefined) return;
    const parts = Math.ceil((size - ranges.covered) / this.#tools.partBytes);
    for (let i = 1; i < Math.min(parts, this.#tools.maxStreams); i++) {
      group.start(() => this.#work(group));
    }
  }

  async #take(bytes: Uint8Array, part: ByteRange, signal: AbortSignal): Promise<void> {
    const room = part.end - part.start;
    if (bytes.byteLength > room) {
      throw new PassingError(`the answer has more than ${part.end} bytes`);
    }
    await this.#tools.bucket?.take(bytes.byteLength, signal);
    const offset = part.start;
    await this.#partial.write(bytes, offset);
    part.start += bytes.byteLength;
    if (this.#digest !== undefined && this.#partial.size !== undefined) {
      this.#hasher ??= new PrefixHasher(this.#digest, this.#partial.size);
    }
    this.#hasher?.take(bytes, offset);
    this.#progress();
    this.#checkpointIfDue();
  }

  #progress(): void {
    this.#most = Math.max(this.#most, this.#partial.ranges.covered);
    this.#report(this.#most, this.#partial.size);
  }

  #checkpointIfDue(): void {
    if (this.#checkpointFailure !== undefined) throw this.#checkpointFailure.error;
    const now = this.#tools.now();
    const isDue = now - this.#checkpointed >= this.#tools.checkpointMs;
    if (!isDue || this.#checkpoint !== undefined) return;
    this.#checkpointed = now;
    this.#checkpoint = this.#partial.checkpoint().catch((error) => {
      this.#checkpointFailure = { error };
    }).finally(() => this.#checkpoint = undefined);
  }

  /** Gives the file's digest where it is not the expected one. */
  async #verify(signal: AbortSignal): Promise<string | undefined> {
    if (this.#digest === undefined) return undefined;
    const { algorithm, hex } = this.#digest;
    this.#hasher ??= new PrefixHasher(this.#digest, this.#partial.size!);
    await this.#hasher.catchUp(this.#partial, signal);
    const got = this.#hasher.digest();
    return got === `${algorithm}:${hex}` ? undefined : got;
  }

  async #startOver(): Promise<void> {
    await this.#checkpoint;
    this.#hasher = undefined;
    this.#most = 0;
    await this.#partial.reset();
  }
}

/** Whether no other request for the part can help. */
function isFinal(error: unknown): boolean {
  return error instanceof HologramError || error instanceof ChangedError ||
    error instanceof WholeOnlyError;
}
