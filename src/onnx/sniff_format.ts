/** How other files begin that are taken for models. */
const BEGINNINGS: readonly (readonly [RegExp, string])[] = [
  [/^version https:\/\/git-lfs/, "it is a Git LFS pointer, the model itself was not downloaded"],
  [/^\s*<(!doctype|html|\?xml)/i, "it is a web page"],
  [/^GGUF/, "it is a GGUF file"],
  [/^PK/, "it is a ZIP archive (PyTorch saves models as such)"],
  [/^[^]{8}\{"/, "it is a safetensors file"],
  [/^\x89HDF/, "it is an HDF5 file"],
  [/^HOLO/, "it is a .holo file, already compiled"],
  [/^\s*[{[]/, "it is a JSON file"],
  [/^$/, "it is empty"],
];

/** What a file is by its first bytes, as a clause for an error message, where it is something well known. */
export function sniffFormat(file: Deno.FsFile): string | undefined {
  const beginning = new Uint8Array(64);
  file.seekSync(0, Deno.SeekMode.Start);
  const count = file.readSync(beginning) ?? 0;
  const text = String.fromCharCode(...beginning.subarray(0, count));
  return BEGINNINGS.find(([pattern]) => pattern.test(text))?.[1];
}
