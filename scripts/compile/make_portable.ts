import { createHash } from "node:crypto";
import { join } from "../../src/deps/path.ts";
import { bundleFolder } from "./bundle.ts";
import { listFiles } from "./list_files.ts";
import { writeFile } from "./write_file.ts";
import { type TarEntry, writeTar } from "./write_tar.ts";

/** A portable file that was made. */
export interface PortableFile {
  /** SHA-256 of its archive, in hex: the name of the folder that it unpacks into. */
  digest: string;
  /** Its size in bytes. */
  size: number;
}

/**
 * Makes the self-unpacking file: a shell script, behind it a compressed archive of this Deno and the bundled
 * program. It runs where this Deno runs.
 */
export async function makePortable(root: string, output: string): Promise<PortableFile> {
  if (Deno.build.os === "windows") {
    throw new Error("Cannot make a portable file: Windows starts no shell scripts");
  }
  const folder = await Deno.makeTempDir();
  try {
    await bundleFolder(root, folder);
    const names = await listFiles(folder);
    const archive = await gzip(writeTar(archived(folder, names)));
    const digest = createHash("sha256").update(archive).digest("hex");
    const launcher = await launcherScript(digest, names);
    await writeFile(output, [new TextEncoder().encode(launcher), archive], { mode: 0o755 });
    return { digest, size: launcher.length + archive.length };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function* archived(folder: string, names: readonly string[]): Generator<TarEntry> {
  yield { name: "deno", data: Deno.readFileSync(Deno.execPath()), executable: true };
  for (const name of names) yield { name, data: Deno.readFileSync(join(folder, name)) };
}

async function launcherScript(digest: string, names: readonly string[]): Promise<string> {
  const template = await Deno.readTextFile(new URL("./launcher.sh", import.meta.url));
  return template
    .replace("@DIGEST@", digest)
    .replaceAll("@FILES@", names.join(" "))
    .replace("@LINE@", String(template.split("\n").length));
}

async function gzip(parts: Iterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = ReadableStream.from(parts as Iterable<Uint8Array<ArrayBuffer>>)
    .pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
