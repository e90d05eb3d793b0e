import assert from "node:assert/strict";
import { doctorText } from "../../../src/cli/doctor/doctor_text.ts";
import type { DoctorReport } from "../../../src/cli/doctor/examine.ts";

const REPORT: DoctorReport = {
  program: { version: "1.2.3", deno: "2.9.6", v8: "15.0", standalone: false },
  system: { os: "linux", arch: "x86_64" },
  cpu: { model: "A processor", processors: 8, threads: 4 },
  webassembly: { simd: true, relaxed_simd: false, threads: true },
  memory: { total: 16 * 2 ** 30, available: 2 ** 30 },
  gpu: { adapters: [{ name: "llvmpipe", fallback: true, shader_f16: false }] },
  config: {
    file: "/home/me/.hologram/config.toml",
    exists: true,
    settings: [
      { key: "server.port", value: 1234, origin: "HOLOGRAM_PORT", env: "", description: "" },
      { key: "logging.level", value: "info", origin: "default", env: "", description: "" },
    ],
  },
  server: { url: "http://127.0.0.1:1234", version: "1.2.3" },
  store: {
    path: "/models",
    writable: true,
    free_bytes: 5e9,
    models: 3,
    blobs: 7,
    missing_blobs: [],
    problems: [],
  },
  problems: [],
};

Deno.test("doctorText has a line for each thing, and the settings that are not the defaults", () => {
  assert.equal(
    doctorText(REPORT),
    `Program        Hologram 1.2.3, Deno 2.9.6, V8 15.0
System         linux x86_64
CPU            A processor: 8 processors, 4 threads used
WebAssembly    SIMD yes, relaxed SIMD no, threads yes
Memory         1.0 GiB free of 16.0 GiB
GPU            llvmpipe (in software, shader-f16 no)
Disk           5 GB free at /models
Config         /home/me/.hologram/config.toml
Server         http://127.0.0.1:1234, Hologram 1.2.3
Models         3 models, 7 blobs, 0 blobs missing, 0 damaged

Settings besides the defaults (hologram config lists all):
    server.port    1234    HOLOGRAM_PORT

Nothing is broken.
`,
  );
});

Deno.test("doctorText says what is not known, and what to do about what is broken", () => {
  const text = doctorText({
    ...REPORT,
    cpu: { model: null, processors: 2, threads: 2 },
    memory: null,
    gpu: { adapters: [], error: "this Deno has no WebGPU" },
    config: null,
    server: null,
    store: null,
    problems: [{ message: "It leaks", hint: "Close it" }, { message: "It smokes" }],
  });
  assert.match(text, /^CPU +unknown: 2 processors/m);
  assert.match(text, /^GPU +unknown: this Deno has no WebGPU$/m);
  for (const name of ["Memory", "Disk", "Config", "Models"]) {
    assert.match(text, new RegExp(`^${name} +unknown$`, "m"));
  }
  assert.match(text, /^Server +cannot be used$/m);
  assert.ok(text.endsWith("\nBroken:\n  It leaks\n    Close it\n  It smokes\n"));
});
