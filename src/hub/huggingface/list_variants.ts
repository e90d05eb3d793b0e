import { wholeNetworks } from "./find_networks.ts";
import { planFetch } from "./plan_fetch.ts";
import type { Repository } from "./read_repository.ts";
import { filesOf, surveyFiles } from "./survey_files.ts";

/** One thing that could be fetched of a repository. */
export interface ModelVariant {
  /** The component to ask for; absent for the model as a whole. */
  component?: string;
  /** Its precision or quantization, where it is told. */
  precision?: string;
  /** Its format. */
  format: "holo" | "onnx" | "safetensors" | "gguf";
  /** Its files, by their paths. */
  files: string[];
  /** Bytes of these. */
  size: number;
  /** Whether this program can run it. */
  isSupported: boolean;
  /** Whether it is what is fetched when the repository's name alone is given. */
  isDefault: boolean;
}

/** Lists what could be fetched of a repository: each network in each precision, and what would need a converter. */
export function listVariants(repository: Repository): ModelVariant[] {
  const { component: _, ...source } = repository.source;
  const standard = planFetch({ ...repository, source }).network?.target;
  const { networks, safetensors, gguf } = surveyFiles(repository.files);
  const sizeOf = (files: readonly { size: number }[]) =>
    files.reduce((sum, { size }) => sum + size, 0);
  const whole = (["holo", "onnx"] as const).flatMap((format) =>
    wholeNetworks(networks.filter((network) => network.format === format), "")
  );
  const variants: ModelVariant[] = networks.flatMap((network) =>
    network.variants.map((variant) => ({
      ...standard !== undefined && whole.includes(network) ? {} : { component: network.label },
      precision: variant.precision,
      format: network.format,
      files: filesOf(variant).map(({ path }) => path),
      size: variant.size,
      isSupported: true,
      isDefault: variant.file.path === standard,
    }))
  );
  const later = { isSupported: false, isDefault: false };
  if (safetensors.length > 0) {
    const files = safetensors.map(({ path }) => path);
    variants.push({ format: "safetensors", files, size: sizeOf(safetensors), ...later });
  }
  for (const { tag, files } of gguf) {
    const paths = files.map(({ path }) => path);
    variants.push({ precision: tag, format: "gguf", files: paths, size: sizeOf(files), ...later });
  }
  return variants;
}
