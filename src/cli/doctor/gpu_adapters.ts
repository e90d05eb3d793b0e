import { errorMessage } from "../../base/mod.ts";

/** A device that WebGPU offers. */
export interface GpuAdapter {
  /** Its name. */
  name: string;
  /** Whether it is no device but the processor, which is slower than computing there at once. */
  fallback: boolean;
  /** Whether it computes with numbers of 16 bits. */
  shader_f16: boolean;
}

/** What there is of GPUs. */
export interface GpuReport {
  /** The devices. */
  adapters: GpuAdapter[];
  /** Why they cannot be told, if they cannot. */
  error?: string;
}

/** How long drivers may take to answer, in milliseconds. */
const PATIENCE_MS = 10_000;

/** The devices that WebGPU offers when it is asked for a fast one and for a saving one. */
export async function gpuAdapters(): Promise<GpuReport> {
  // Deno offers none where it was told so, whatever its types say.
  const gpu = navigator.gpu as GPU | undefined;
  if (gpu === undefined) return { adapters: [], error: "this Deno has no WebGPU" };
  const found = new Map<string, GpuAdapter>();
  try {
    for (const powerPreference of ["high-performance", "low-power"] as const) {
      const adapter = await inTime(gpu.requestAdapter({ powerPreference }));
      if (adapter === null) continue;
      const { description, device, vendor, isFallbackAdapter } = adapter.info;
      const name = description || device || vendor || "unnamed";
      const shader_f16 = adapter.features.has("shader-f16");
      found.set(name, { name, fallback: isFallbackAdapter, shader_f16 });
    }
  } catch (error) {
    return { adapters: [...found.values()], error: errorMessage(error) };
  }
  return { adapters: [...found.values()] };
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the driver does not answer")), PATIENCE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
