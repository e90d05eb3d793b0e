import assert from "node:assert/strict";
import { join } from "../../src/deps/path.ts";
import { childProcesses, ROOT, until } from "../support/hologram.ts";
import { exists } from "./exists.ts";
import { EmptyMachine, makePortableFile, names } from "./portable_file.ts";

const NETWORKS = join(ROOT, "tests/fixtures/networks");
const VERSION = /^hologram version is \d+\.\d+\.\d+\n$/;
// Windows starts no shell scripts.
const ignore = Deno.build.os === "windows";

let folder: string;
let file: string;

Deno.test.beforeAll(async () => {
  if (ignore) return;
  folder = await Deno.makeTempDir();
  file = join(folder, "hologram");
  await makePortableFile(file);
});

Deno.test.afterAll(async () => {
  if (!ignore) await Deno.remove(folder, { recursive: true });
});

function testPortable(name: string, run: (machine: EmptyMachine) => Promise<void>): void {
  Deno.test({
    name,
    ignore,
    async fn() {
      const machine = await EmptyMachine.make();
      try {
        await run(machine);
      } finally {
        await machine.remove();
      }
    },
  });
}

testPortable("the file unpacks at its first start, and never again", async (machine) => {
  // What lies above the cache is not the program's.
  await Deno.writeTextFile(join(machine.home, "deno.json"), "{ this is not JSON");
  await Deno.writeTextFile(join(machine.home, "package.json"), "{ nor is this");
  const first = await machine.run(file, ["--version"]);
  assert.match(first.stdout, VERSION, first.stderr);
  assert.equal(first.stderr, "");
  const unpacked = await names(machine.cache);
  assert.equal(unpacked.length, 1);
  assert.match(unpacked[0]!, /^[0-9a-f]{64}$/);
  const identities = async () => {
    const at = join(machine.cache, unpacked[0]!);
    const found: unknown[] = [];
    for (const name of ["", "deno", "main.js", "ort-wasm-simd-threaded.wasm"]) {
      const { ino, mtime, ctime } = await Deno.lstat(join(at, name));
      // Deno keeps its own caches in a folder there.
      found.push(name === "" ? [ino] : [ino, mtime, ctime]);
    }
    return found;
  };
  const before = await identities();
  const link = join(machine.temp, "holo");
  await Deno.symlink(file, link);
  for (const again of [file, link]) {
    assert.deepEqual(await machine.run(again, ["--version"]), first);
  }
  assert.deepEqual(await identities(), before);
  assert.deepEqual(await names(machine.cache), unpacked);
});

testPortable("models are compiled and run where there is nothing but the file", async (machine) => {
  assert.match((await machine.run(file, ["list"])).stdout, /^NAME/);
  const shipped = await machine.run(file, ["run", "guide", "How do I list models?"]);
  assert.equal(shipped.code, 0, shipped.stderr);
  assert.ok(shipped.stdout.trim().length > 0);
  for (const name of ["decoder", "feed_forward"]) {
    const { code, stderr } = await machine.run(file, [
      "create",
      name,
      "--from",
      join(NETWORKS, name),
    ]);
    assert.equal(code, 0, stderr);
  }
  const { stdout } = await machine.run(file, ["list"]);
  assert.match(stdout, /^decoder:latest /m);
  assert.match(stdout, /^feed_forward:latest /m);
  const text = await machine.run(file, ["run", "decoder", "hello", "-o", "temperature=0"]);
  assert.equal(text.code, 0, text.stderr);
  assert.ok(text.stdout.trim().length > 0);
  const { cases } = JSON.parse(
    await Deno.readTextFile(join(NETWORKS, "feed_forward/expected.json")),
  );
  const input = join(machine.temp, "x.json");
  await Deno.writeTextFile(input, JSON.stringify({ inputs: cases[0].inputs }));
  const tensors = await machine.run(file, ["run", "feed_forward", "--input", input]);
  assert.equal(tensors.code, 0, tensors.stderr);
  const [output] = JSON.parse(tensors.stdout).outputs;
  const [expected] = cases[0].outputs;
  assert.deepEqual(output.shape, expected.shape);
  output.data.forEach((value: number, i: number) => {
    assert.ok(Math.abs(value - expected.data[i]) < 1e-5, `${value} is not ${expected.data[i]}`);
  });
});

testPortable("it serves, changes between models and ends with Ctrl-C", async (machine) => {
  for (const name of ["decoder", "feed_forward"]) {
    await machine.run(file, ["create", name, "--from", join(NETWORKS, name)]);
  }
  const child = machine.command(file, ["serve", "--port", "0"]).spawn();
  const stderr = new Response(child.stderr).text();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  try {
    let printed = "";
    await until("the server listens", async () => {
      const { done, value } = await reader.read();
      if (done) throw new Error(`The server did not start: ${await stderr}`);
      printed += value;
      return printed.endsWith("\n");
    });
    const url = /listens on (\S+)/.exec(printed)![1]!;
    const ask = async (path: string, body: unknown) => {
      const response = await fetch(url + path, { method: "POST", body: JSON.stringify(body) });
      assert.equal(response.status, 200);
      return await response.json();
    };
    const generate = () =>
      ask("/api/generate", {
        model: "decoder",
        prompt: "hello",
        stream: false,
        options: { temperature: 0 },
      });
    const before = await generate();
    assert.equal(before.done, true);
    const { cases } = JSON.parse(
      await Deno.readTextFile(join(NETWORKS, "feed_forward/expected.json")),
    );
    const inferred = await ask("/v2/models/feed_forward/infer", { inputs: cases[0].inputs });
    assert.deepEqual(inferred.outputs[0].shape, cases[0].outputs[0].shape);
    assert.equal((await generate()).response, before.response);
    const runners = Deno.build.os === "linux" ? await childProcesses(child.pid) : [];
    child.kill("SIGINT");
    assert.equal((await child.status).code, 0);
    for (const pid of runners) assert.equal(await exists(`/proc/${pid}`), false);
    assert.doesNotMatch(await stderr, /legacy|warning|error/i);
  } finally {
    try {
      child.kill("SIGKILL");
    } catch {
      // It is gone already.
    }
    await child.status;
    await reader.cancel();
    await stderr;
  }
});

testPortable("first starts at the same time do not harm each other", async (machine) => {
  const finished = await Promise.all(
    Array.from({ length: 4 }, () => machine.run(file, ["--version"])),
  );
  for (const { code, stdout, stderr } of finished) {
    assert.equal(code, 0, stderr);
    assert.match(stdout, VERSION);
    assert.equal(stderr, "");
  }
  const unpacked = await names(machine.cache);
  assert.equal(unpacked.length, 1);
  const inside = await names(join(machine.cache, unpacked[0]!));
  assert.deepEqual(inside.filter((name) => name.startsWith("unpacking")), []);
});

testPortable("what a broken-off start has left is not used", async (machine) => {
  await machine.run(file, ["--version"]);
  const [digest] = await names(machine.cache) as [string];
  const false_ = "#!/bin/sh\necho wrong\nexit 99\n";
  const leftover = join(machine.cache, "unpacking.aaaaaa");
  await Deno.mkdir(leftover);
  await Deno.writeTextFile(join(leftover, "deno"), false_, { mode: 0o755 });
  for (const missing of ["ort-wasm-simd-threaded.wasm", "main.js"]) {
    const folder = join(machine.cache, digest);
    await Deno.remove(join(folder, "deno"));
    await Deno.writeTextFile(join(folder, "deno"), false_, { mode: 0o755 });
    // An empty file is what a crash leaves of one that had not reached the disk.
    await Deno.truncate(join(folder, missing));
    const { stdout, stderr } = await machine.run(file, ["--version"]);
    assert.match(stdout, VERSION, stderr);
    assert.deepEqual(await names(machine.cache), [digest, "unpacking.aaaaaa"]);
  }
});

testPortable("a file that was cut short is refused and leaves nothing", async (machine) => {
  const short = join(machine.temp, "short");
  await Deno.copyFile(file, short);
  const { size } = await Deno.stat(short);
  for (const length of [size - 4, size >> 1]) {
    await Deno.truncate(short, length);
    const { code, stderr } = await machine.run(short, ["--version"]);
    assert.equal(code, 1);
    assert.match(stderr, /hologram: Cannot unpack into .*the file .*short is damaged/);
    assert.deepEqual(await names(machine.cache), []);
  }
});

testPortable(
  "without a home it unpacks into a private folder for temporary files",
  async (machine) => {
    const cache = join(machine.temp, `hologram-${Deno.uid()}`);
    // Nobody, not even root, can write into /proc.
    for (const HOME of Deno.build.os === "linux" ? ["", "/proc"] : [""]) {
      const env = { HOME, TMPDIR: machine.temp };
      const { stdout, stderr } = await machine.run(file, ["--version"], env);
      assert.match(stdout, VERSION, stderr);
      assert.equal((await names(cache)).length, 1);
    }
    assert.equal((await Deno.stat(cache)).mode! & 0o777, 0o700);
    // Others may have put a program into it.
    await Deno.chmod(cache, 0o777);
    const refused = await machine.run(file, ["--version"], { HOME: "", TMPDIR: machine.temp });
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /it is not this user's alone. Set XDG_CACHE_HOME/);
  },
);

testPortable("XDG_CACHE_HOME says where it unpacks, unless it is relative", async (machine) => {
  const env = { XDG_CACHE_HOME: join(machine.temp, "cache") };
  assert.match((await machine.run(file, ["--version"], env)).stdout, VERSION);
  assert.equal((await names(join(env.XDG_CACHE_HOME, "hologram"))).length, 1);
  assert.equal(await exists(machine.cache), false);
  const relative = { XDG_CACHE_HOME: "cache" };
  assert.match((await machine.run(file, ["--version"], relative)).stdout, VERSION);
  assert.equal((await names(machine.cache)).length, 1);
});
