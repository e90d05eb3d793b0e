/**
 * Where a model computes, as Ollama's `ps` says it, from its memory and the part of that on the GPU: `100% CPU`,
 * `25%/75% CPU/GPU`.
 */
export function processor(size: number, sizeVram: number): string {
  if (sizeVram === 0) return "100% CPU";
  if (sizeVram === size) return "100% GPU";
  if (sizeVram > size || size === 0) return "Unknown";
  const cpu = Math.round(((size - sizeVram) / size) * 100);
  return `${cpu}%/${100 - cpu}% CPU/GPU`;
}
