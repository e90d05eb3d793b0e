import assert from "node:assert/strict";
import type { DoctorReport, StoreReport } from "../../../src/cli/doctor/examine.ts";
import { gpuAdapters } from "../../../src/cli/doctor/gpu_adapters.ts";
import { wasmFeatures } from "../../../src/cli/doctor/wasm_features.ts";
import { hologram } from "../../support/hologram.ts";
import { runCommand, type RunCommandOptions } from "../run_command.ts";

const HEALTHY: StoreReport = {
  path: "/models",
  writable: true,
  free_bytes: 5e9,
  models: 3,
  blobs: 7,
  missing_blobs: [],
  problems: [],
};

function serving(store: StoreReport): RunCommandOptions {
  return { answer: () => Response.json({ threads: 3, store }) };
}

async function examined(options: RunCommandOptions): Promise<DoctorReport & { failed?: string }> {
  const { printed, error } = await runCommand(["doctor", "--json"], options);
  if (error !== undefined) assert.equal(error.exitCode, 1);
  return { ...JSON.parse(printed), failed: error?.message };
}

Deno.test("doctor tells what this machine has, and ends well where nothing is broken", async () => {
  const report = await examined(serving(HEALTHY));
  assert.deepEqual([report.problems, report.failed], [[], undefined]);
  assert.equal(report.program.deno, Deno.version.deno);
  assert.deepEqual(report.system, { os: Deno.build.os, arch: Deno.build.arch });
  assert.deepEqual([report.cpu.processors, report.cpu.threads], [navigator.hardwareConcurrency, 3]);
  assert.ok(report.memory!.total >= report.memory!.available);
  assert.deepEqual([report.config!.file, report.config!.exists], ["/nowhere/config.toml", false]);
  assert.ok(
    report.config!.settings.some(({ key, origin }) =>
      key === "server.port" && origin !== "default"
    ),
  );
  assert.match(report.server!.url!, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.equal(report.server!.version, "9.9.9");
  assert.deepEqual(report.store, HEALTHY);
});

Deno.test("doctor fails where the store is damaged or cannot be written to, and says what to do", async () => {
  const report = await examined(serving({
    ...HEALTHY,
    writable: false,
    missing_blobs: ["sha256:0"],
    problems: [{ path: "/models/x", message: "Cannot read model 'x'" }],
  }));
  assert.equal(report.failed, "The doctor found 2 problems");
  const [damaged, locked] = report.problems;
  assert.equal(damaged!.message, "Cannot read model 'x' (/models/x)");
  assert.match(damaged!.hint!, /hologram rm/);
  assert.equal(locked!.message, "Cannot write to the models folder /models");
  const { printed } = await runCommand(["doctor"], serving({ ...HEALTHY, writable: false }));
  assert.match(printed, /\nBroken:\n {2}Cannot write to the models folder \/models\n {4}Make it/);
});

Deno.test("doctor tells of another program on the port", async () => {
  const home = await Deno.makeTempDir();
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response("Ollama is running"),
  );
  try {
    const env = { HOLOGRAM_PORT: String(server.addr.port) };
    const { code, stdout, stderr } = await hologram(["doctor"], { home, env });
    assert.deepEqual([code, stderr], [1, "Error: The doctor found a problem\n"]);
    assert.match(stdout, /^Server +cannot be used$/m);
    assert.match(
      stdout,
      /\n {2}Cannot use the server at .*something else listens there .*\n {4}Give/,
    );
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

Deno.test("doctor tells of a server that cannot examine its store, and of all else", async () => {
  const report = await examined({ answer: () => new Response("broken", { status: 500 }) });
  assert.equal(report.failed, "The doctor found a problem");
  assert.equal(report.store, null);
  assert.equal(report.server!.version, "9.9.9");
  assert.match(report.problems[0]!.message, /500.*broken/);
  assert.equal(report.system.os, Deno.build.os);
});

Deno.test("doctor tells of a configuration that cannot be read", async () => {
  const home = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${home}/config.toml`, "[server]\nport = 'x'\n");
    const report = await examined({ home });
    assert.equal(report.config, null);
    assert.match(report.problems[0]!.message, /config\.toml.*port/s);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

Deno.test("doctor finds nothing broken where the program has never run", async () => {
  const home = await Deno.makeTempDir();
  try {
    const { code, stdout, stderr } = await hologram(["doctor"], { home });
    assert.deepEqual([code, stderr], [0, ""], stdout);
    assert.match(stdout, /^Server +none runs: commands work in their own process$/m);
    assert.match(stdout, /^Models +0 models, 0 blobs, 0 blobs missing, 0 damaged$/m);
    assert.ok(stdout.endsWith("\nNothing is broken.\n"));
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

Deno.test("wasmFeatures finds what this engine has", () => {
  // Deno has had all of them for years, wherever the processor has vectors.
  assert.deepEqual(wasmFeatures(), { simd: true, relaxed_simd: true, threads: true });
});

Deno.test("gpuAdapters names each device once, and never fails", async () => {
  const { adapters } = await gpuAdapters();
  assert.equal(new Set(adapters.map(({ name }) => name)).size, adapters.length);
  for (const { name } of adapters) assert.notEqual(name, "");
});
