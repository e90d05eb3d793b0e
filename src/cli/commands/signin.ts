import { HologramError } from "../../base/mod.ts";
import type { CliContext } from "../cli_context.ts";
import { type ApiClient, readLines } from "../client.ts";
import { printable } from "../format/printable.ts";
import { Prompt } from "../prompt.ts";

/** Flags of `hologram signin`. */
export interface SigninOptions {
  /** A token; `-` for the one on standard input. */
  token?: string;
  /** The user's name. */
  username?: string;
  /** Whether standard input holds the password. */
  passwordStdin?: boolean;
}

/** What a user signs in with, as `/api/signin` takes it. */
interface Secrets {
  token?: string;
  username?: string;
  password?: string;
}

/** What `/api/signin` answers: in one value, or as the last of some lines. */
interface SignedIn {
  registry: string;
  username?: string | null;
  /** Whether the registry has checked it. */
  checked?: boolean;
}

/** A line of the answer where the registry lets users in on a page. */
interface DeviceLine extends Partial<SignedIn> {
  verification_uri?: string;
  user_code?: string;
}

/**
 * `hologram signin [REGISTRY]`: signs in with a token, or a user's name and password; without them on a page of the
 * registry, or with what is typed at the terminal. Nothing of a secret is ever shown.
 *
 * @throws {HologramError} `usage` when flags contradict each other; what the registry says when it refuses.
 */
export async function signin(
  context: CliContext,
  registry: string | undefined,
  options: SigninOptions,
): Promise<void> {
  const { terminal, signal } = context;
  const secrets = await givenSecrets(context, options);
  const { registry: place, username, checked } = await context.withClient(async (client) => {
    try {
      return await send(context, client, { ...secrets, registry });
    } catch (error) {
      const isComplete = secrets.token !== undefined || secrets.password !== undefined;
      if (isComplete || !wantsSecrets(error) || !Prompt.isPossible(terminal)) throw error;
      using prompt = await Prompt.open(terminal, signal);
      const asked = await askSecrets(prompt, secrets.username);
      return await send(context, client, { ...asked, registry });
    }
  });
  const as = username ? ` as ${username}` : "";
  terminal.print(printable(`Signed in at ${place}${as}\n`));
  if (checked === false) {
    terminal.note(printable(`Nothing was checked: ${place} asks nobody to sign in\n`));
  }
}

async function givenSecrets(
  { terminal }: CliContext,
  { token, username, passwordStdin }: SigninOptions,
): Promise<Secrets> {
  const refuse = (message: string) => new HologramError(message, { kind: "usage" });
  if (token !== undefined && passwordStdin) {
    throw refuse("--token and --password-stdin cannot be used together");
  }
  if (passwordStdin && username === undefined) throw refuse("--password-stdin needs --username");
  if (username !== undefined && !passwordStdin && token === undefined) {
    if (Prompt.isPossible(terminal)) return { username };
    throw refuse("--username needs --password-stdin or --token where there is no terminal");
  }
  const piped = async (what: string) => {
    const text = (await terminal.readPiped()).replace(/\r?\n$/, "");
    if (text === "") throw refuse(`There is no ${what} on standard input`);
    return text;
  };
  if (passwordStdin) return { username, password: await piped("password") };
  return { username, token: token === "-" ? await piped("token") : token };
}

/** Whether the server needs to be told more: neither it nor the registry has refused anything yet. */
function wantsSecrets(error: unknown): boolean {
  return error instanceof HologramError && error.kind === "invalid" &&
    /: expected a (token|user name)\b/.test(error.message);
}

async function askSecrets(prompt: Prompt, username: string | undefined): Promise<Secrets> {
  const name = username ?? await prompt.ask("User name (nothing to give a token): ");
  if (name === "") return { token: await secret(prompt, "Token") };
  return { username: name, password: await secret(prompt, `Password of ${name}`) };
}

/** Asks for a secret until there is one. */
async function secret(prompt: Prompt, what: string): Promise<string> {
  for (;;) {
    const text = (await prompt.ask(`${what} (it is not shown): `, { hidden: true })).trim();
    if (text !== "") return text;
  }
}

async function send(
  { terminal, signal }: CliContext,
  client: ApiClient,
  body: Secrets & { registry?: string },
): Promise<SignedIn> {
  const response = await client.send("/api/signin", { body, signal });
  if (!response.headers.get("content-type")?.startsWith("application/x-ndjson")) {
    return await response.json();
  }
  let signedIn: SignedIn | undefined;
  for await (const { verification_uri, user_code, ...line } of readLines<DeviceLine>(response)) {
    if (verification_uri !== undefined) {
      const code = user_code === undefined ? "" : ` and enter the code ${user_code}`;
      terminal.note(printable(`Open this page${code}:\n\n\t${verification_uri}\n\n`));
    }
    if (line.registry !== undefined) signedIn = { ...line, registry: line.registry };
  }
  if (signedIn === undefined) throw new HologramError("The server ended without a word on success");
  return signedIn;
}
