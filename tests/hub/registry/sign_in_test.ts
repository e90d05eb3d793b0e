import assert from "node:assert/strict";
import { Credentials } from "../../../src/hub/credentials/mod.ts";
import {
  type DevicePrompt,
  signIn,
  type SignInOptions,
  type SignInPrompts,
  whoAmI,
} from "../../../src/hub/registry/mod.ts";
import { hasDockerRegistry, HTPASSWD, startDockerRegistry } from "../../support/docker_registry.ts";
import { clientOptions } from "./registry_setup.ts";

/** Options of a sign-in whose credentials are in a new folder, which goes in the end. */
async function withCredentials(
  host: string,
  action: (options: SignInOptions, credentials: Credentials) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "hologram_sign_in_" });
  try {
    const credentials = new Credentials({ path: `${folder}/credentials.json` });
    await action({ ...clientOptions(host, folder), credentials }, credentials);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Prompts that answer so, and note what was asked. */
function prompts(asked: string[], password = "correct horse"): SignInPrompts {
  return {
    username: () => Promise.resolve((asked.push("username"), "ada")),
    password: (username) => Promise.resolve((asked.push(`password of ${username}`), password)),
    device: ({ code }) => void asked.push(`device ${code}`),
  };
}

Deno.test({
  name: "a user name and password are checked by the registry before they are stored",
  ignore: !hasDockerRegistry,
  async fn() {
    await using registry = await startDockerRegistry({ kind: "htpasswd", lines: HTPASSWD });
    const { host } = registry;
    await withCredentials(host, async (options, credentials) => {
      const asked: string[] = [];
      assert.equal(await whoAmI(options), undefined);
      const wrong = signIn({ ...options, prompts: prompts(asked, "wrong horse") });
      await assert.rejects(wrong, { message: /^unauthorized: /, kind: "forbidden" });
      assert.deepEqual(await credentials.list(), []);
      await assert.rejects(signIn({ ...options, username: "ada" }), { kind: "usage" });
      await assert.rejects(signIn({ ...options, token: "t0ken" }), {
        message: `Cannot sign in at ${host}: it expects a user name with the token`,
      });

      const signedIn = await signIn({ ...options, prompts: prompts(asked) });
      assert.deepEqual(signedIn, { host, username: "ada", isChecked: true });
      assert.deepEqual(asked, ["username", "password of ada", "username", "password of ada"]);
      assert.deepEqual(await credentials.get(host), {
        ...{ kind: "password", username: "ada", password: "correct horse" },
      });
      assert.deepEqual(await whoAmI(options), {
        ...{ host, username: "ada", source: "file", isAccepted: true },
      });
      await credentials.set(host, { kind: "password", username: "ada", password: "old" });
      assert.equal((await whoAmI(options))?.isAccepted, false);
      await signIn({ ...options, username: "ada", token: "correct horse" });
      assert.equal((await whoAmI(options))?.isAccepted, true);
    });
  },
});

Deno.test({
  name: "a registry that asks for nothing takes any credential, unchecked",
  ignore: !hasDockerRegistry,
  async fn() {
    await using registry = await startDockerRegistry();
    await withCredentials(registry.host, async (options) => {
      assert.equal((await signIn({ ...options, token: "t0ken" })).isChecked, false);
    });
  },
});

/** How a server of tokens answers the n-th question for the device's token. */
type Poll = (n: number) => Response | "broken";

/** A registry with a server of tokens, answered here. */
function deviceServer(poll: Poll, metadata: Record<string, unknown> = {}) {
  const log: string[] = [];
  let polls = 0;
  const fetch = async (input: string | URL | Request, init?: RequestInit) => {
    const url = new URL(String(input));
    const body = init?.body === undefined ? "" : await new Response(init.body).text();
    const form = new URLSearchParams(body);
    log.push(`${init?.method} ${url.origin}${url.pathname} ${form.get("grant_type") ?? ""}`.trim());
    const bearer = new Headers(init?.headers).get("authorization");
    switch (url.pathname) {
      case "/v2/":
        return bearer === "Bearer access" ? new Response("{}") : new Response(null, {
          status: 401,
          headers: { "www-authenticate": 'Bearer realm="https://r.test/token",service="r"' },
        });
      case "/.well-known/oauth-authorization-server":
        return Response.json({
          issuer: "https://r.test",
          device_authorization_endpoint: "https://r.test/device",
          token_endpoint: "https://r.test/oauth",
          ...metadata,
        });
      case "/device":
        assert.equal(form.get("client_id"), "hologram");
        return Response.json({
          device_code: "secret-device-code",
          user_code: "WDJB-MJHT",
          verification_uri: "https://r.test/in",
          verification_uri_complete: "https://r.test/in?code=WDJB-MJHT",
          expires_in: 900,
          interval: 5,
        });
      case "/oauth": {
        assert.equal(form.get("device_code"), "secret-device-code");
        const answer = poll(++polls);
        if (answer === "broken") throw new TypeError("connection reset");
        return answer;
      }
    }
    // The realm: an identity token is exchanged, once; nobody gets nothing.
    if (form.get("refresh_token") === "refresh-1") {
      return Response.json({ access_token: "access", refresh_token: "refresh-2" });
    }
    return new Response(null, { status: 401 });
  };
  return { fetch, log };
}

const error = (code: string) => Response.json({ error: code }, { status: 400 });

/** Signs in by a code; gives what was shown and the pauses in seconds. */
async function signInByCode(
  poll: Poll,
  metadata?: Record<string, unknown>,
): Promise<{ shown: DevicePrompt[]; pauses: number[]; stored: unknown; log: string[] }> {
  const { fetch, log } = deviceServer(poll, metadata);
  const [shown, pauses]: [DevicePrompt[], number[]] = [[], []];
  let time = 1e12;
  let stored: unknown;
  await withCredentials("r.test", async (options, credentials) => {
    const device = (prompt: DevicePrompt) => void shown.push(prompt);
    await signIn({
      ...options,
      fetch,
      prompts: { ...prompts([]), device },
      now: () => time,
      sleep: (ms) => {
        time += ms;
        pauses.push(ms / 1000);
        return Promise.resolve();
      },
    });
    stored = await credentials.get("r.test");
  });
  return { shown, pauses, stored, log };
}

Deno.test("a user signs in by a code on a page: slower when told so, slower still when cut off", async () => {
  const { shown, pauses, stored } = await signInByCode((n) =>
    [
      error("authorization_pending"),
      error("slow_down"),
      "broken" as const,
      new Response(null, { status: 503 }),
    ][n - 1] ?? Response.json({ access_token: "access", expires_in: 3600 })
  );
  assert.deepEqual(shown, [{
    url: "https://r.test/in",
    completeUrl: "https://r.test/in?code=WDJB-MJHT",
    code: "WDJB-MJHT",
  }]);
  assert.deepEqual(pauses, [5, 5, 10, 20, 40]);
  assert.deepEqual(stored, {
    ...{ kind: "token", token: "access", expiresAt: 1e12 + 80_000 + 3600_000 },
  });
});

Deno.test("a refresh token is kept, and its successor when the server replaces it", async () => {
  const answer = { access_token: "x", refresh_token: "refresh-1" };
  const { stored, log } = await signInByCode(() => Response.json(answer));
  assert.deepEqual(stored, { kind: "identity", token: "refresh-2" });
  assert.ok(log.includes("POST https://r.test/token refresh_token"));
});

Deno.test("a code that runs out, and a request that is declined, end the sign-in", async () => {
  await assert.rejects(signInByCode(() => error("authorization_pending")), {
    message: "Cannot sign in at r.test: the code has expired",
  });
  await assert.rejects(signInByCode(() => error("expired_token")), /the code has expired/);
  await assert.rejects(signInByCode(() => error("access_denied")), {
    message: "Cannot sign in at r.test: the request was declined",
    kind: "forbidden",
  });
  await assert.rejects(signInByCode(() => error("invalid_client")), /invalid_client/);
});

Deno.test("a server of tokens that names another host gets no code", async () => {
  const evil = { token_endpoint: "https://evil.test/oauth" };
  await assert.rejects(signInByCode(() => error("access_denied"), evil), {
    message: /names a token server on another host, evil\.test/,
  });
});
