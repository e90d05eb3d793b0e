import { errorMessage, HologramError, type Logger } from "../../base/mod.ts";
import { dirname } from "../../deps/path.ts";
import * as z from "../../deps/zod.ts";
import { type Credential, credentialSchema } from "./credential.ts";

const schema = z.object({
  version: z.literal(1),
  registries: z.array(z.object({ host: z.string().min(1), credential: credentialSchema })),
});

/**
 * The file of the credentials that this program stored: JSON, `{version: 1, registries: [{host, credential}]}`, which
 * only its owner may read (0600, in a folder 0700). It is replaced whole.
 */
export class CredentialFile {
  /** Names the file; nothing is read or made yet. Warnings go to the logger. */
  constructor(readonly path: string, private readonly logger: Logger) {}

  /**
   * What is stored, by host; nothing when there is no file. Warns of a file that others may read.
   *
   * @throws {HologramError} `invalid` when the file is damaged or of a newer version; `forbidden` when it may not be read.
   */
  async read(): Promise<Map<string, Credential>> {
    let text: string;
    try {
      text = await Deno.readTextFile(this.path);
      await this.#warnIfOpen();
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return new Map();
      throw this.#error("read", error);
    }
    const { registries } = this.#parse(text);
    return new Map(registries.map(({ host, credential }) => [host, credential]));
  }

  /**
   * Changes what is stored, while no other process does.
   *
   * @throws {HologramError} as {@linkcode CredentialFile.read}, and `forbidden` when it may not be written.
   */
  async update(change: (stored: Map<string, Credential>) => void): Promise<void> {
    try {
      await makePrivateFolder(dirname(this.path));
      // The lock's own file stays: whoever removed it could remove one that another process waits for.
      using lock = await Deno.open(`${this.path}.lock`, {
        ...{ read: true, write: true, create: true, mode: 0o600 },
      });
      await lock.lock(true);
      const stored = await this.read();
      change(stored);
      await this.#write(stored);
    } catch (error) {
      throw this.#error("write", error);
    }
  }

  async #write(stored: ReadonlyMap<string, Credential>): Promise<void> {
    const registries = [...stored].sort(([a], [b]) => a < b ? -1 : 1)
      .map(([host, credential]) => ({ host, credential }));
    const bytes = new TextEncoder().encode(
      JSON.stringify({ version: 1, registries }, undefined, 2) + "\n",
    );
    const temporary = `${this.path}.${crypto.randomUUID()}`;
    try {
      {
        using file = await Deno.open(temporary, { write: true, createNew: true, mode: 0o600 });
        for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
        await file.sync();
      }
      await Deno.rename(temporary, this.path);
    } catch (error) {
      await Deno.remove(temporary).catch(() => {});
      throw error;
    }
  }

  #parse(text: string): z.infer<typeof schema> {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      // The reason would quote the text, which is secret.
      throw this.#invalid("it is not JSON");
    }
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    throw this.#invalid(
      `${result.error.issues[0]!.path.join(".") || "it"} is not as expected`,
    );
  }

  #invalid(reason: string): HologramError {
    return new HologramError(`Cannot read the credentials in ${this.path}: ${reason}`, {
      kind: "invalid",
      hint: "Remove the file, then sign in again",
    });
  }

  #error(what: "read" | "write", error: unknown): unknown {
    if (error instanceof HologramError || !(error instanceof Error)) return error;
    return new HologramError(
      `Cannot ${what} the credentials in ${this.path}: ${errorMessage(error)}`,
      { kind: "forbidden", cause: error },
    );
  }

  async #warnIfOpen(): Promise<void> {
    const { mode } = await Deno.stat(this.path);
    if (Deno.build.os === "windows" || mode === null || (mode & 0o077) === 0) return;
    this.logger.log("warn", "Other users may read the file of the credentials", {
      path: this.path,
      mode: (mode & 0o777).toString(8),
      hint: `chmod 600 ${this.path}`,
    });
  }
}

/** Makes a folder that only its owner may look into; one that is there already stays as it is. */
async function makePrivateFolder(path: string): Promise<void> {
  await Deno.mkdir(path, { recursive: true, mode: 0o700 });
}
