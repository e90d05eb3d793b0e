import { comparePrecisions, splitPrecision } from "./precision.ts";
import type { RepositoryFile } from "./read_repository.ts";

/** What a network is published as. */
export type NetworkFormat = "holo" | "onnx";

/** One network of a repository, in each precision that there is. */
export interface Network {
  /** What it is called in choices: its folder where its file is called `model`, else its name in the folder. */
  label: string;
  /** What it is published as. */
  format: NetworkFormat;
  /** The folder of its files, with `/`; empty for the repository's own. */
  folder: string;
  /** Its file's name, without precision and extension. */
  name: string;
  /** Its precisions, the most faithful first. */
  variants: Variant[];
}

/** A network in one precision. */
export interface Variant {
  /** Its precision, `fp32` where the file's name does not say. */
  precision: string;
  /** The file that holds it. */
  file: RepositoryFile;
  /** Files with its weights, beside it. */
  data: RepositoryFile[];
  /** Bytes of all these. */
  size: number;
}

/** A checkpoint in GGUF. */
export interface GgufCheckpoint {
  /** How it is quantized, as its name says: `Q4_K_M`; the name where it does not. */
  tag: string;
  /** Its files: one, or several parts. */
  files: RepositoryFile[];
}

/** The models in a list of files. */
export interface Survey {
  /** Networks, `.holo` before ONNX. */
  networks: Network[];
  /** Weights in safetensors, adapters left out. */
  safetensors: RepositoryFile[];
  /** Checkpoints in GGUF, by tag. */
  gguf: GgufCheckpoint[];
  /** Weights in other formats. */
  others: RepositoryFile[];
}

const OTHERS = /(^|\/)[^/]+\.(bin|pt|pth|ckpt|h5|msgpack|tflite|pb|keras|mlmodel|xml|ot)$/i;

/** How a GGUF file's name tells its quantization and its part. */
const GGUF = /[-._]((?:UD-)?(?:I?Q\d\w*|TQ\d_\d|MXFP4\w*|BF16|F16|F32))(?:-\d+-of-\d+)?\.gguf$/i;

/** Finds the models in a repository's list of files, by the names that exporters give them. */
export function surveyFiles(files: readonly RepositoryFile[]): Survey {
  const networks = [...networksOf(files, "holo"), ...networksOf(files, "onnx")];
  const used = new Set(networks.flatMap(({ variants }) => variants.flatMap(filesOf)));
  const rest = files.filter((file) => !used.has(file));
  return {
    networks,
    safetensors: rest.filter(({ path }) => /^(?!.*adapter).*\.safetensors$/.test(path)),
    gguf: checkpointsOf(
      rest.filter(({ path }) => /\.gguf$/i.test(path) && !/(^|\/)mmproj/i.test(path)),
    ),
    others: rest.filter(({ path }) => OTHERS.test(path) || /adapter.*\.safetensors$/.test(path)),
  };
}

/** The files of a variant, the network first. */
export function filesOf({ file, data }: Variant): RepositoryFile[] {
  return [file, ...data];
}

/** The folder of a path, and the rest of it. */
export function splitPath(path: string): { folder: string; name: string } {
  const slash = path.lastIndexOf("/");
  return { folder: path.slice(0, Math.max(slash, 0)), name: path.slice(slash + 1) };
}

/** The path of a file in a folder, which may be the repository's own. */
export function inFolder(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

function networksOf(files: readonly RepositoryFile[], format: NetworkFormat): Network[] {
  const extension = `.${format}`;
  const found = new Map<string, Network>();
  for (const file of files) {
    if (!file.path.endsWith(extension)) continue;
    const { folder, name: fileName } = splitPath(file.path);
    const stem = fileName.slice(0, -extension.length);
    const { network: name, precision } = splitPrecision(stem);
    const key = inFolder(folder, name);
    const network = found.get(key) ??
      { label: labelOf(folder, name), format, folder, name, variants: [] };
    const data = format === "onnx" ? dataOf(file.path, stem, name, folder, files) : [];
    const size = [file, ...data].reduce((sum, each) => sum + each.size, 0);
    network.variants.push({ precision, file, data, size });
    found.set(key, network);
  }
  const networks = [...found.values()];
  for (const { variants } of networks) {
    // Of two files in one precision, the one whose name says no more than that stands first.
    variants.sort((a, b) =>
      comparePrecisions(a.precision, b.precision) || a.file.path.length - b.file.path.length
    );
  }
  return networks;
}

function labelOf(folder: string, name: string): string {
  if (name === "model" && folder !== "" && folder !== "onnx") return folder;
  return inFolder(folder.replace(/^onnx(\/|$)/, ""), name);
}

/**
 * The files beside an ONNX file that hold its weights. The network itself names them, but is not here yet: by
 * convention they are called after it (`model.onnx_data`, `model.onnx_data_1`, `model.onnx.data`, `model.data`). A folder with
 * one network may also hold `weights.pb`, or one file for each tensor.
 */
function dataOf(
  path: string,
  stem: string,
  name: string,
  folder: string,
  files: readonly RepositoryFile[],
): RepositoryFile[] {
  const beside = files.filter((file) =>
    splitPath(file.path).folder === folder && file.path !== path
  );
  const isAlone = !beside.some((file) => {
    const other = splitPath(file.path).name;
    return other.endsWith(".onnx") &&
      (stem !== name || splitPrecision(other.slice(0, -5)).network !== name);
  });
  return beside.filter((file) => {
    const other = splitPath(file.path).name;
    for (const start of [`${stem}.onnx`, stem]) {
      if (other.startsWith(start) && /^[._]data([._-]?\d+)?$/.test(other.slice(start.length))) {
        return true;
      }
    }
    return isAlone &&
      /^(weights\.(pb|bin|data)|onnx__\w+|.+\.(weight|bias)|.*Constant.*_attr__value)$/.test(other);
  });
}

function checkpointsOf(files: readonly RepositoryFile[]): GgufCheckpoint[] {
  const found = new Map<string, GgufCheckpoint>();
  for (const file of files) {
    const { name } = splitPath(file.path);
    const tag = GGUF.exec(name)?.[1] ?? name;
    const checkpoint = found.get(tag) ?? { tag, files: [] };
    checkpoint.files.push(file);
    found.set(tag, checkpoint);
  }
  return [...found.values()];
}
