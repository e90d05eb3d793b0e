import { API_VERSION, HologramError } from "../../src/base/mod.ts";
import { openContext } from "../../src/cli/open_context.ts";
import { program } from "../../src/cli/program.ts";
import { spellOutFlags } from "../../src/cli/spell_out_flags.ts";
import { FakeTerminal } from "./fake_terminal.ts";

/** A request that a command sent. */
export interface SentRequest {
  /** The method. */
  method: string;
  /** The route. */
  path: string;
  /** The body: a JSON value, or text where it is none. */
  // deno-lint-ignore no-explicit-any -- each route has its own
  body: any;
}

/** Where and with what a command runs. */
export interface RunCommandOptions {
  /** The server's answer; what it does not know is not found. */
  answer?: (request: SentRequest) => Response | undefined;
  /** Text in a pipe. */
  piped?: string;
  /** Whether the output is a screen. */
  screen?: boolean;
  /** The program's folder; one that is not there unless given. */
  home?: string;
}

/** What became of a command. */
export interface CommandResult {
  /** Standard output. */
  printed: string;
  /** Standard error, without the error. */
  noted: string;
  /** What it failed with. */
  error: HologramError | undefined;
  /** What it sent. */
  requests: SentRequest[];
}

/** Runs a command line in this process, against a server that answers as a test says. */
export async function runCommand(
  args: readonly string[],
  { answer = () => undefined, piped, screen = false, home = "/nowhere" }: RunCommandOptions,
): Promise<CommandResult> {
  const requests: SentRequest[] = [];
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      const { pathname: path } = new URL(request.url);
      if (path === "/") return new Response("Hologram is running");
      if (path === "/api/version") return Response.json({ version: "9.9.9", api: API_VERSION });
      const sent = { method: request.method, path, body: parse(await request.text()) };
      requests.push(sent);
      return answer(sent) ??
        Response.json({ error: `There is nothing at ${path}` }, { status: 404 });
    },
  );
  const env: Record<string, string> = {
    HOLOGRAM_HOME: home,
    HOLOGRAM_PORT: String(server.addr.port),
  };
  const terminal = new FakeTerminal({ screen, piped });
  const context = openContext(terminal, new AbortController().signal, (name) => env[name]);
  let error: HologramError | undefined;
  try {
    await program(context).exitOverride().parseAsync(spellOutFlags(args), { from: "user" });
  } catch (thrown) {
    if (!(thrown instanceof HologramError)) throw thrown;
    error = thrown;
  }
  return { printed: terminal.printed, noted: terminal.noted, error, requests };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
