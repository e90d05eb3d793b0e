import { HologramError } from "../base/mod.ts";

/**
 * Does something to the store and turns what the system refuses into an error that a user understands: it names the
 * models folder, the reason, and the path.
 *
 * @throws {HologramError} `internal`, `Cannot use the models folder ...: permission denied: mkdir '...'`.
 */
export async function describingFileErrors<T>(
  root: string,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    // The system's errors end in its number of the error, then the call.
    const found = error instanceof Error && /^(.+) \(os error \d+\)(.*)$/s.exec(error.message);
    const isFileError = found || error instanceof Deno.errors.NotADirectory;
    if (!isFileError) throw error;
    const message = found ? found[1]! + found[2]! : (error as Error).message;
    throw new HologramError(
      `Cannot use the models folder ${root}: ${message[0]!.toLowerCase()}${message.slice(1)}`,
      {
        hint: "Choose another folder with HOLOGRAM_MODELS_PATH or models.path in config.toml",
        cause: error,
      },
    );
  }
}
