import { errorMessage, HologramError } from "../../base/mod.ts";
import * as z from "../../deps/zod.ts";
import type { Credential } from "./credential.ts";

/** How a credential helper is run. */
export interface HelperOptions {
  /** How long it may take, in milliseconds; 5 s unless given. */
  timeout?: number;
}

const answer = z.object({ Username: z.string(), Secret: z.string() });

/** The user name with which a helper says that the secret is an identity token. */
const TOKEN_USER = "<token>";

/**
 * Asks a credential helper of Docker's: runs `docker-credential-<name> get`, writes the server to its input, and reads
 * `{"Username", "Secret"}` from its output (the protocol of docker-credential-helpers). `undefined` when the helper
 * has no credential for the server.
 *
 * @throws {HologramError} `unavailable` when it cannot be started, fails, takes too long, or answers something else.
 */
export async function askCredentialHelper(
  name: string,
  server: string,
  { timeout = 5000 }: HelperOptions = {},
): Promise<Credential | undefined> {
  const program = `docker-credential-${name}`;
  const fail = (reason: string): HologramError =>
    new HologramError(`Cannot ask ${program} for the credential of ${server}: ${reason}`, {
      kind: "unavailable",
    });
  if (!/^\w[\w.-]*$/.test(name)) throw fail("expected a name without a path");
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeout);
  try {
    const { code, text } = await runHelper(program, server, late.signal);
    if (late.signal.aborted) throw fail(`it took longer than ${timeout / 1000} s`);
    // A helper reports this with exit code 1 and a line of text, in several wordings.
    if (code !== 0 && /not found|no credentials/i.test(text)) return undefined;
    // What it wrote may hold a secret: none of it is shown.
    if (code !== 0) throw fail(`it ended with exit code ${code}`);
    const parsed = answer.safeParse(parseJson(text));
    if (!parsed.success) throw fail("expected Username and Secret in its answer");
    const { Username: username, Secret: secret } = parsed.data;
    if (secret === "") return undefined;
    return username === TOKEN_USER || username === ""
      ? { kind: "identity", token: secret }
      : { kind: "password", username, password: secret };
  } catch (error) {
    throw error instanceof HologramError ? error : fail(errorMessage(error));
  } finally {
    clearTimeout(timer);
  }
}

async function runHelper(
  program: string,
  input: string,
  signal: AbortSignal,
): Promise<{ code: number; text: string }> {
  const process = new Deno.Command(program, {
    args: ["get"],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = process.stdout.getReader();
  signal.addEventListener("abort", () => {
    try {
      process.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    // A process that the helper started may hold the pipe open: its end is not waited for.
    reader.cancel().catch(() => {});
  });
  const writer = process.stdin.getWriter();
  // A helper that ends without reading breaks the pipe: its exit code tells.
  await writer.write(new TextEncoder().encode(input)).catch(() => {});
  await writer.close().catch(() => {});
  const decoder = new TextDecoder();
  let text = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += decoder.decode(part.value, { stream: true });
  }
  const { code } = await process.status;
  return { code, text };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
