import assert from "node:assert/strict";
import {
  type Credential,
  Credentials,
  type CredentialsOptions,
  dockerConfigPath,
} from "../../../src/hub/credentials/mod.ts";
import type { Logger } from "../../../src/base/mod.ts";
import { DELIMITER, join } from "../../../src/deps/path.ts";

const ADA: Credential = { kind: "password", username: "ada", password: "pass:word é" };
const isUnix = Deno.build.os !== "windows";

/** A folder for credentials, and the warnings that were given. */
async function withFolder(
  action: (
    open: (options?: Partial<CredentialsOptions>) => Credentials,
    folder: string,
    warnings: string[],
  ) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "hologram_credentials_" });
  const warnings: string[] = [];
  const logger: Logger = {
    log(level, message) {
      if (level === "warn") warnings.push(message);
    },
  };
  try {
    const path = join(folder, "private", "credentials.json");
    await action((options) => new Credentials({ path, logger, ...options }), folder, warnings);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await Deno.writeTextFile(path, JSON.stringify(value));
}

Deno.test("a credential is stored, found whatever the letter case, listed without secrets, removed", () =>
  withFolder(async (open) => {
    const credentials = open();
    assert.equal(await credentials.get("example.com"), undefined);
    assert.equal(await credentials.remove("example.com"), false);
    await credentials.set("Example.com:5000", ADA);
    await credentials.set("a.test", { kind: "token", token: "t0ken", expiresAt: 5 });
    await credentials.set("__proto__", { kind: "identity", token: "t1ken" });
    assert.deepEqual(await open().get("https://EXAMPLE.com:5000/v2/"), ADA);
    assert.deepEqual(await open().find("__proto__"), {
      credential: { kind: "identity", token: "t1ken" },
      source: "file",
    });
    assert.equal(await credentials.get("example.com"), undefined, "the port counts");
    assert.deepEqual(await credentials.list(), [
      { host: "__proto__", username: undefined, source: "file" },
      { host: "a.test", username: undefined, source: "file" },
      { host: "example.com:5000", username: "ada", source: "file" },
    ]);
    assert.equal(await credentials.remove("EXAMPLE.com:5000"), true);
    assert.equal(await credentials.get("example.com:5000"), undefined);
  }));

Deno.test({
  name: "only the owner may read the file and its folder; another mode is warned of",
  ignore: !isUnix,
  fn: () =>
    withFolder(async (open, folder, warnings) => {
      await open().set("example.com", ADA);
      const path = join(folder, "private", "credentials.json");
      const mode = async (path: string) => ((await Deno.stat(path)).mode ?? 0) & 0o777;
      assert.equal(await mode(path), 0o600);
      assert.equal(await mode(join(folder, "private")), 0o700);
      await Deno.chmod(path, 0o644);
      assert.deepEqual(await open().get("example.com"), ADA);
      assert.deepEqual(warnings, ["Other users may read the file of the credentials"]);
      await open().set("other.test", ADA);
      assert.equal(await mode(path), 0o600);
    }),
});

Deno.test("credentials that are stored at the same time are all kept", () =>
  withFolder(async (open, folder) => {
    const hosts = Array.from({ length: 12 }, (_, i) => `host${i}.test`);
    await Promise.all(hosts.map((host) => open().set(host, ADA)));
    assert.deepEqual((await open().list()).map(({ host }) => host), hosts.toSorted());
    const names = (await Array.fromAsync(Deno.readDir(join(folder, "private")))).map((e) => e.name);
    assert.deepEqual(names.sort(), ["credentials.json", "credentials.json.lock"]);
  }));

Deno.test("a damaged file is refused without showing what is in it, and stays", () =>
  withFolder(async (open, folder) => {
    await open().set("example.com", ADA);
    const path = join(folder, "private", "credentials.json");
    const secret = "s3cret";
    const documents = [
      `{"version": 1, "registries": [{"token": "${secret}"`,
      JSON.stringify({ version: 2, registries: [] }),
      JSON.stringify({
        version: 1,
        registries: [{ host: "x", credential: { kind: secret, token: secret } }],
      }),
    ];
    for (const text of documents) {
      await Deno.writeTextFile(path, text);
      for (const act of ["get", "set", "remove"] as const) {
        await assert.rejects(open()[act]("x", ADA), (error: unknown) => {
          assert.match((error as Error).message, /^Cannot read the credentials in .*: /);
          assert.ok(!Deno.inspect(error).includes(secret));
          return true;
        });
      }
      assert.equal(await Deno.readTextFile(path), text);
    }
  }));

Deno.test("a token of the environment goes before the file, to its own host alone", () =>
  withFolder(async (open) => {
    await open().set("example.com", ADA);
    await open().set("other.test", ADA);
    const credentials = open({ environment: { host: "Example.com", token: "t0ken" } });
    assert.deepEqual(await credentials.find("example.com"), {
      credential: { kind: "token", token: "t0ken" },
      source: "environment",
    });
    assert.deepEqual(await credentials.get("other.test"), ADA);
    assert.deepEqual((await credentials.list()).map(({ source }) => source), [
      "environment",
      "file",
    ]);
  }));

Deno.test("Docker's configuration is read after the program's own file", () =>
  withFolder(async (open, folder) => {
    const dockerConfig = join(folder, "config.json");
    const auth = new TextEncoder().encode("ada:pass:word é").toBase64();
    await writeJson(dockerConfig, {
      auths: {
        "https://Plain.test:5000/v1/": { auth },
        "identity.test": { auth: btoa("00000000:"), identitytoken: "identity" },
        "token.test": { registrytoken: "registry" },
        "fields.test": { username: "grace", password: "hopper" },
        "helper.test": {},
        "damaged.test": { auth: "%%%" },
        "own.test": { auth },
      },
      HttpHeaders: { "User-Agent": "x" },
    });
    const credentials = open({ dockerConfig });
    const own: Credential = { kind: "token", token: "own" };
    await credentials.set("own.test", own);
    assert.deepEqual(await credentials.find("plain.test:5000"), {
      credential: ADA,
      source: "docker",
    });
    assert.deepEqual(await credentials.get("identity.test"), {
      ...{ kind: "identity", token: "identity", username: "00000000" },
    });
    assert.deepEqual(await credentials.get("token.test"), { kind: "token", token: "registry" });
    assert.deepEqual(await credentials.get("fields.test"), {
      ...{ kind: "password", username: "grace", password: "hopper" },
    });
    assert.deepEqual(await credentials.get("own.test"), own);
    for (const host of ["helper.test", "damaged.test", "plain.test"]) {
      assert.equal(await credentials.get(host), undefined, host);
    }
    assert.deepEqual((await credentials.list()).map(({ host, source }) => `${host} ${source}`), [
      "fields.test docker",
      "identity.test docker",
      "own.test file",
      "plain.test:5000 docker",
      "token.test docker",
    ]);
  }));

Deno.test("a damaged configuration of Docker's is warned of, and counts as none", () =>
  withFolder(async (open, folder, warnings) => {
    const dockerConfig = join(folder, "config.json");
    for (const text of ['{"auths": s3cret', '{"auths": {"x": {"auth": 5}}}', "[]"]) {
      await Deno.writeTextFile(dockerConfig, text);
      assert.equal(await open({ dockerConfig }).get("x"), undefined);
      assert.match(warnings.at(-1)!, /^Cannot read Docker's credentials in .*: /);
      assert.ok(!warnings.at(-1)!.includes("s3cret"));
    }
    assert.equal(warnings.length, 3);
    assert.equal(await open({ dockerConfig: join(folder, "none.json") }).get("x"), undefined);
    assert.equal(warnings.length, 3);
  }));

Deno.test("Docker's configuration is where DOCKER_CONFIG says, else in the home folder", () => {
  assert.equal(dockerConfigPath(() => "/d", "/home/ada"), join("/d", "config.json"));
  assert.equal(
    dockerConfigPath(() => undefined, "/home/ada"),
    join("/home/ada", ".docker", "config.json"),
  );
  assert.equal(dockerConfigPath(() => undefined, undefined), undefined);
});

Deno.test({
  name: "credential helpers are asked: a host's own before the general one, and none for long",
  ignore: !isUnix,
  fn: () =>
    withFolder(async (open, folder, warnings) => {
      const helper = async (name: string, script: string) => {
        const path = join(folder, `docker-credential-${name}`);
        await Deno.writeTextFile(path, `#!/bin/sh\n${script}\n`);
        await Deno.chmod(path, 0o755);
      };
      await helper(
        "general",
        'read -r server; [ "$1" = get ] && printf \'{"ServerURL":"%s","Username":"ada","Secret":"of %s"}\' "$server" "$server"',
      );
      await helper("own", 'printf \'{"Username":"<token>","Secret":"identity"}\'');
      await helper("none", 'echo "credentials not found in native keychain"; exit 1');
      await helper("broken", 'echo "s3cret is broken"; exit 3');
      await helper("odd", "echo s3cret");
      await helper("slow", "sleep 100");
      const dockerConfig = join(folder, "config.json");
      await writeJson(dockerConfig, {
        auths: { "none.test": { username: "grace", password: "hopper" } },
        credHelpers: {
          ...{ "https://own.test": "own", "none.test": "none", "broken.test": "broken" },
          ...{ "odd.test": "odd", "slow.test": "slow", "missing.test": "missing" },
          "path.test": "../own",
        },
        credsStore: "general",
      });
      const path = Deno.env.get("PATH") ?? "";
      Deno.env.set("PATH", `${folder}${DELIMITER}${path}`);
      try {
        const credentials = open({ dockerConfig, helperTimeout: 500 });
        const patient = open({ dockerConfig, helperTimeout: 60_000 });
        assert.deepEqual(await patient.get("any.test"), {
          ...{ kind: "password", username: "ada", password: "of any.test" },
        });
        assert.deepEqual(await patient.get("own.test"), { kind: "identity", token: "identity" });
        assert.deepEqual(await patient.get("none.test"), {
          ...{ kind: "password", username: "grace", password: "hopper" },
        });
        assert.equal(warnings.join(), "");
        const faults = {
          "broken.test": /exit code 3/,
          "odd.test": /expected Username and Secret/,
          "missing.test": /docker-credential-missing/,
          "path.test": /expected a name without a path/,
        };
        for (const [host, reason] of Object.entries(faults)) {
          assert.equal(await patient.get(host), undefined);
          assert.match(warnings.at(-1)!, reason);
          assert.ok(!warnings.at(-1)!.includes("s3cret"));
        }
        assert.equal(await credentials.get("slow.test"), undefined);
        assert.match(warnings.at(-1)!, /it took longer than 0\.5 s/);
      } finally {
        Deno.env.set("PATH", path);
      }
    }),
});
