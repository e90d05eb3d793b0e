import { humanBytes } from "../format/human_bytes.ts";
import { humanBytesBinary } from "../format/human_bytes_binary.ts";
import { printable } from "../format/printable.ts";
import { alignedLines } from "../format/table.ts";
import type { DoctorReport } from "./examine.ts";
import type { GpuReport } from "./gpu_adapters.ts";

const UNKNOWN = "unknown";

/** What the doctor found, for a reader: a line each, then the settings that are not the defaults, then what is broken. */
export function doctorText(report: DoctorReport): string {
  const { program, system, cpu, webassembly, memory, config, store, problems } = report;
  const lines = [
    ["Program", `Hologram ${program.version}, Deno ${program.deno}, V8 ${program.v8}`],
    ["System", `${system.os} ${system.arch}`],
    ["CPU", `${cpu.model ?? UNKNOWN}: ${cpu.processors} processors, ${cpu.threads} threads used`],
    ["WebAssembly", featureText(webassembly)],
    ["Memory", memory === null ? UNKNOWN : memoryText(memory)],
    ["GPU", gpuText(report.gpu)],
    ["Disk", diskText(store)],
    ["Config", config === null ? UNKNOWN : config.file + (config.exists ? "" : " (not there)")],
    ["Server", serverText(report.server)],
    ["Models", modelsText(store)],
  ];
  const changed = (config?.settings ?? []).filter(({ origin }) => origin !== "default")
    .map(({ key, value, origin }) => ["", key, String(value), origin]);
  const settings = changed.length === 0
    ? ""
    : `\nSettings besides the defaults (hologram config lists all):\n${alignedLines(changed)}`;
  return alignedLines(lines.map((line) => line.map(printable))) + settings +
    `\n${problemText(problems)}`;
}

function featureText({ simd, relaxed_simd, threads }: DoctorReport["webassembly"]): string {
  const says = (name: string, is: boolean) => `${name} ${is ? "yes" : "no"}`;
  return [says("SIMD", simd), says("relaxed SIMD", relaxed_simd), says("threads", threads)]
    .join(", ");
}

function memoryText({ total, available }: NonNullable<DoctorReport["memory"]>): string {
  return `${humanBytesBinary(available)} free of ${humanBytesBinary(total)}`;
}

function gpuText({ adapters, error }: GpuReport): string {
  const names = adapters.map(({ name, fallback, shader_f16 }) =>
    `${name} (${fallback ? "in software, " : ""}shader-f16 ${shader_f16 ? "yes" : "no"})`
  );
  if (error !== undefined) names.push(`${UNKNOWN}: ${error}`);
  return names.length === 0 ? "none" : names.join("; ");
}

function diskText(store: DoctorReport["store"]): string {
  if (store?.free_bytes === undefined) return UNKNOWN;
  return `${humanBytes(store.free_bytes)} free${
    store.path === undefined ? "" : ` at ${store.path}`
  }`;
}

function serverText(server: DoctorReport["server"]): string {
  if (server === null) return "cannot be used";
  if (server.url === null) return "none runs: commands work in their own process";
  return `${server.url}, Hologram ${server.version}`;
}

function modelsText(store: DoctorReport["store"]): string {
  if (store === null) return UNKNOWN;
  const { models, blobs, missing_blobs, problems } = store;
  return `${models} models, ${blobs} blobs, ${missing_blobs.length} blobs missing, ` +
    `${problems.length} damaged`;
}

function problemText(problems: DoctorReport["problems"]): string {
  if (problems.length === 0) return "Nothing is broken.\n";
  const texts = problems.map(({ message, hint }) =>
    `  ${printable(message)}\n${hint === undefined ? "" : `    ${printable(hint)}\n`}`
  );
  return `Broken:\n${texts.join("")}`;
}
