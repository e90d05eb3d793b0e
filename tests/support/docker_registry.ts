import { join } from "../../src/deps/path.ts";

/** How the registry lets users in. */
export type RegistryAuth =
  | { kind: "htpasswd"; lines: string }
  | { kind: "token"; realm: string; service: string; issuer: string; certificate: string };

/** A running registry, of its own folder, on a port of this machine. */
export interface DockerRegistry extends AsyncDisposable {
  /** Its host, `127.0.0.1:12345`. */
  host: string;
  /** Its port. */
  port: number;
  /** The folder of its data. */
  folder: string;
}

/** A line of an htpasswd file: user `ada` with password `correct horse` (bcrypt). */
export const HTPASSWD = "ada:$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e\n";

/** Whether Debian's `docker-registry` is installed here. */
export const hasDockerRegistry: boolean = (() => {
  try {
    return new Deno.Command("docker-registry", {
      args: ["--version"],
      stdout: "null",
      stderr: "null",
    }).outputSync().success;
  } catch {
    return false;
  }
})();

/** Starts a registry that allows deletions; stops it and removes its folder in the end. */
export async function startDockerRegistry(auth?: RegistryAuth): Promise<DockerRegistry> {
  const folder = await Deno.makeTempDir({ prefix: "hologram_registry_" });
  const port = freePort();
  const config = join(folder, "config.json");
  // YAML reads JSON.
  await Deno.writeTextFile(
    config,
    JSON.stringify({
      version: 0.1,
      log: { level: "error", accesslog: { disabled: true } },
      storage: {
        filesystem: { rootdirectory: join(folder, "data") },
        delete: { enabled: true },
        maintenance: { uploadpurging: { enabled: false } },
      },
      http: { addr: `127.0.0.1:${port}`, secret: "of these tests" },
      auth: auth && await authConfig(auth, folder),
    }),
  );
  const process = new Deno.Command("docker-registry", {
    args: ["serve", config],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const log = new Response(process.stderr).text();
  const stop = async () => {
    try {
      process.kill("SIGTERM");
    } catch {
      // It has ended already.
    }
    await process.status;
    const text = await log;
    await Deno.remove(folder, { recursive: true });
    return text;
  };
  let hasEnded = false;
  process.status.then(() => hasEnded = true);
  while (!(await answers(port))) {
    if (hasEnded) throw new Error(`The registry has ended: ${await stop()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    host: `127.0.0.1:${port}`,
    port,
    folder,
    async [Symbol.asyncDispose]() {
      await stop();
    },
  };
}

async function authConfig(auth: RegistryAuth, folder: string): Promise<Record<string, unknown>> {
  if (auth.kind === "htpasswd") {
    const path = join(folder, "htpasswd");
    await Deno.writeTextFile(path, auth.lines);
    return { htpasswd: { realm: "tests", path } };
  }
  const { realm, service, issuer, certificate } = auth;
  return { token: { realm, service, issuer, rootcertbundle: certificate } };
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function answers(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/v2/`);
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}
