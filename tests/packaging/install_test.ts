import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "../../src/deps/path.ts";
import { type Finished, ROOT } from "../support/hologram.ts";
import { names } from "./portable_file.ts";

const PROGRAM = "#!/bin/sh\necho hologram version is 9.9.9\n";
const NAME = `hologram-${Deno.build.target}`;
// The script is for POSIX shells.
const ignore = Deno.build.os === "windows";

/** A release behind an address, and a home to install into. */
class Release {
  /** Files of the release by name. */
  readonly files = new Map<string, string>();
  readonly folder: string;
  readonly home: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(folder: string) {
    this.folder = folder;
    this.home = join(folder, "home");
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
      const file = this.files.get(new URL(request.url).pathname.replace("/v9/", ""));
      return new Response(file ?? "not found", { status: file === undefined ? 404 : 200 });
    });
    this.put(PROGRAM);
  }

  /** Releases a program, with its checksum. */
  put(program: string, checked = program): void {
    const digest = createHash("sha256").update(checked).digest("hex");
    this.files.set(NAME, program);
    this.files.set("SHA256SUMS", `${"0".repeat(64)}  hologram.js\n${digest}  ${NAME}\n`);
  }

  async install(env: Record<string, string> = {}): Promise<Finished> {
    const { code, stdout, stderr } = await new Deno.Command("sh", {
      args: [join(ROOT, "install.sh")],
      clearEnv: true,
      env: {
        PATH: Deno.env.get("PATH")!,
        HOME: this.home,
        HOLOGRAM_INSTALL_URL: `http://127.0.0.1:${this.#server.addr.port}/v9`,
        ...env,
      },
      stdin: "null",
    }).output();
    const text = new TextDecoder();
    return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
  }

  async close(): Promise<void> {
    await this.#server.shutdown();
    await Deno.remove(this.folder, { recursive: true });
  }
}

function testInstall(name: string, run: (release: Release) => Promise<void>): void {
  Deno.test({
    name,
    ignore,
    async fn() {
      const release = new Release(await Deno.makeTempDir());
      try {
        await run(release);
      } finally {
        await release.close();
      }
    },
  });
}

testInstall("a release is installed into the home folder, over an older one", async (release) => {
  const bin = join(release.home, ".local/bin");
  await Deno.mkdir(bin, { recursive: true });
  await Deno.writeTextFile(join(bin, "hologram"), "older");
  const { code, stdout, stderr } = await release.install();
  assert.equal(code, 0, stderr);
  assert.match(stdout, /Installed .*\/\.local\/bin\/hologram: hologram version is 9\.9\.9\n/);
  assert.match(stdout, /export PATH=".*\/\.local\/bin:\$PATH"/);
  assert.deepEqual(await names(bin), ["hologram"]);
  assert.equal(await Deno.readTextFile(join(bin, "hologram")), PROGRAM);
  assert.equal((await Deno.stat(join(bin, "hologram"))).mode! & 0o777, 0o755);
});

testInstall(
  "the folder can be chosen, and PATH is not mentioned where it is there",
  async (release) => {
    const bin = join(release.folder, "a bin");
    const { code, stdout, stderr } = await release.install({
      HOLOGRAM_INSTALL_DIR: bin,
      PATH: `${bin}:${Deno.env.get("PATH")}`,
    });
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stdout, /PATH/);
    assert.deepEqual(await names(bin), ["hologram"]);
  },
);

testInstall("what does not have its checksum is not installed", async (release) => {
  const bin = join(release.home, ".local/bin");
  await Deno.mkdir(bin, { recursive: true });
  await Deno.writeTextFile(join(bin, "hologram"), "older");
  release.put("#!/bin/sh\necho tampered\n", PROGRAM);
  const { code, stderr } = await release.install();
  assert.equal(code, 1);
  assert.match(stderr, /checksum of hologram-\S+ is [0-9a-f]{64}, expected [0-9a-f]{64}/);
  assert.deepEqual(await names(bin), ["hologram"]);
  assert.equal(await Deno.readTextFile(join(bin, "hologram")), "older");
});

testInstall("a release that lacks something is refused", async (release) => {
  const refused = async (expected: RegExp) => {
    const { code, stderr } = await release.install();
    assert.equal(code, 1);
    assert.match(stderr, expected);
    assert.deepEqual(await names(join(release.home, ".local/bin")), []);
  };
  release.files.delete(NAME);
  await refused(/Cannot download http.*\/v9\/hologram-/);
  release.files.set("SHA256SUMS", `${"0".repeat(64)}  ${NAME}.exe\n`);
  await refused(/SHA256SUMS does not name hologram-/);
  release.files.delete("SHA256SUMS");
  await refused(/Cannot download http.*\/v9\/SHA256SUMS/);
});

testInstall("a program that does not run here is not installed", async (release) => {
  release.put("#!/bin/sh\nexit 127\n");
  const { code, stderr } = await release.install();
  assert.equal(code, 1);
  assert.match(stderr, /does not run on this machine/);
  assert.deepEqual(await names(join(release.home, ".local/bin")), []);
});

testInstall("machines without a release and a missing address are refused", async (release) => {
  const bin = join(release.folder, "bin");
  await Deno.mkdir(bin);
  const uname = join(bin, "uname");
  const PATH = `${bin}:${Deno.env.get("PATH")}`;
  await Deno.writeTextFile(uname, "#!/bin/sh\necho riscv64\n", { mode: 0o755 });
  const machine = await release.install({ PATH });
  assert.equal(machine.code, 1);
  assert.match(machine.stderr, /no release for a machine of type riscv64/);
  await Deno.writeTextFile(uname, '#!/bin/sh\n[ "$1" = -m ] && echo x86_64 || echo Plan9\n');
  const system = await release.install({ PATH });
  assert.equal(system.code, 1);
  assert.match(system.stderr, /no release for Plan9/);
  const address = await release.install({ HOLOGRAM_INSTALL_URL: "" });
  assert.equal(address.code, 1);
  assert.match(address.stderr, /Set HOLOGRAM_INSTALL_URL/);
});
