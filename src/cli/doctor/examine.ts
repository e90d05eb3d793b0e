import { cpus } from "node:os";
import { toHologramError, VERSION } from "../../base/mod.ts";
import { type Config, configEntries, type ConfigEntry } from "../../config/mod.ts";
import type { CliContext } from "../cli_context.ts";
import { gpuAdapters, type GpuReport } from "./gpu_adapters.ts";
import { type WasmFeatures, wasmFeatures } from "./wasm_features.ts";

/** Something that is broken. */
export interface Problem {
  /** What. */
  message: string;
  /** What to do. */
  hint?: string;
}

/** The models folder, as the server sees it. */
export interface StoreReport {
  /** Its path; absent where the server is on another machine. */
  path?: string;
  /** Whether models can be written to it. */
  writable: boolean;
  /** Bytes that are free on its disk; absent where the system does not tell. */
  free_bytes?: number;
  /** How many models there are that can be read. */
  models: number;
  /** How many files they are made of, those without a model included. */
  blobs: number;
  /** Digests of blobs that models need and that are not there, or not whole. */
  missing_blobs: string[];
  /** Models that cannot be read, and what else should not be there. */
  problems: { path?: string; message: string }[];
}

/** What `GET /api/doctor` answers. */
interface ServerReport {
  threads: number;
  store: StoreReport;
}

/** All that the doctor finds. What cannot be found out is `null`, and one of the problems where it should be known. */
export interface DoctorReport {
  /** This program. */
  program: { version: string; deno: string; v8: string; standalone: boolean };
  /** The operating system and the kind of processor. */
  system: { os: string; arch: string };
  /** The processor: its name, how many threads it runs at a time, and how many of them models use. */
  cpu: { model: string | null; processors: number; threads: number };
  /** What WebAssembly can do. */
  webassembly: WasmFeatures;
  /** Bytes of memory, and those that are free for programs. */
  memory: { total: number; available: number } | null;
  /** The devices that WebGPU offers. */
  gpu: GpuReport;
  /** The file, whether it is there, and every setting. */
  config: { file: string; exists: boolean; settings: ConfigEntry[] } | null;
  /** The server; without an address where none runs and commands work by themselves. */
  server: { url: string | null; version: string } | null;
  /** The models folder. */
  store: StoreReport | null;
  /** What is broken. */
  problems: Problem[];
}

/** Looks at the machine, the configuration, the server and its store. Never fails: what goes wrong is a problem. */
export async function examine(context: CliContext): Promise<DoctorReport> {
  const problems: Problem[] = [];
  const attempt: Attempt = async (work) => {
    try {
      return await work();
    } catch (thrown) {
      const { message, hint } = toHologramError(thrown);
      problems.push({ message, hint });
      return null;
    }
  };
  const webassembly = wasmFeatures();
  if (!webassembly.simd) {
    problems.push({
      message: "WebAssembly has no SIMD here, which every model needs",
      hint: "Use a processor with SSE4.1 or NEON, and Deno without flags that turn it off",
    });
  }
  const config = await attempt(() => context.config());
  // Nobody can be asked when the configuration does not say where.
  const answer = config === null ? null : await attempt(() => askServer(context, attempt));
  const report = answer?.report ?? null;
  problems.push(...storeProblems(report?.store ?? null));
  return {
    program: {
      version: VERSION,
      deno: Deno.version.deno,
      v8: Deno.version.v8,
      standalone: Deno.build.standalone,
    },
    system: { os: Deno.build.os, arch: Deno.build.arch },
    cpu: {
      model: cpuModel(),
      processors: navigator.hardwareConcurrency,
      threads: report?.threads ?? navigator.hardwareConcurrency,
    },
    webassembly,
    memory: memory(),
    gpu: await gpuAdapters(),
    config: config === null ? null : await configReport(config),
    server: answer?.server ?? null,
    store: report?.store ?? null,
    problems,
  };
}

/** Does work; what goes wrong becomes a problem, and its value `null`. */
type Attempt = <T>(work: () => Promise<T>) => Promise<T | null>;

async function askServer(
  { withClient }: CliContext,
  attempt: Attempt,
): Promise<{ server: DoctorReport["server"]; report: ServerReport | null }> {
  return await withClient(async (client) => {
    const get = async (path: string) =>
      await (await client.send(path, { method: "GET" })).json() as unknown;
    const { version } = await get("/api/version") as { version: string };
    const report = await attempt(async () => await get("/api/doctor") as ServerReport);
    return { server: { url: client.url ?? null, version }, report };
  });
}

function storeProblems(store: StoreReport | null): Problem[] {
  if (store === null) return [];
  const problems: Problem[] = store.problems.map(({ path, message }) => ({
    message: path === undefined ? message : `${message} (${path})`,
    hint: "Remove the model with hologram rm, or the file, then create the model again",
  }));
  if (!store.writable) {
    problems.push({
      message: `Cannot write to the models folder ${store.path ?? "of the server"}`,
      hint: "Make it writable for whoever runs the server, or name another: HOLOGRAM_MODELS_PATH",
    });
  }
  return problems;
}

async function configReport(config: Config): Promise<DoctorReport["config"]> {
  const exists = await Deno.stat(config.file).then(() => true, () => false);
  return { file: config.file, exists, settings: configEntries(config) };
}

function cpuModel(): string | null {
  try {
    return cpus()[0]?.model.trim() || null;
  } catch {
    return null;
  }
}

function memory(): DoctorReport["memory"] {
  try {
    const { total, available } = Deno.systemMemoryInfo();
    return { total, available };
  } catch {
    return null;
  }
}
