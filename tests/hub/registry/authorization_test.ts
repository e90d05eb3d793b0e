import assert from "node:assert/strict";
import type { Credential } from "../../../src/hub/credentials/mod.ts";
import { hasOpenssl, makeCertificate } from "../../support/certificate.ts";
import {
  type DockerRegistry,
  hasDockerRegistry,
  HTPASSWD,
  startDockerRegistry,
} from "../../support/docker_registry.ts";
import { createModel, machine, pull, push } from "./registry_setup.ts";
import {
  startTokenServer,
  type TokenServer,
  type TokenServerBehaviour,
  USER,
} from "./token_server.ts";

const ADA: Credential = { kind: "password", username: USER.username, password: USER.password };
const WRONG: Credential = { ...ADA, password: "wrong horse" };

function given(credential: Credential | undefined) {
  return { credentials: { get: () => Promise.resolve(credential) } };
}

/** Nothing in an error, at any depth, tells a secret. */
function assertNoSecret(error: unknown, secrets: readonly string[]): void {
  const shown = Deno.inspect(error, { depth: 10 });
  for (const secret of secrets) assert.ok(!shown.includes(secret), shown);
}

/** Starts a registry and the server of its tokens. */
async function withTokens(
  behaviour: Partial<TokenServerBehaviour>,
  action: (registry: DockerRegistry, tokens: TokenServer) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const certificate = await makeCertificate(folder);
    const [service, issuer] = ["tests", "issuer of tests"];
    await using tokens = await startTokenServer({ service, issuer, certificate, ...behaviour });
    await using registry = await startDockerRegistry({
      kind: "token",
      realm: tokens.realm,
      service,
      issuer,
      certificate: certificate.cert,
    });
    await action(registry, tokens);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "a registry with passwords takes the right one, and explains the wrong one",
  ignore: !hasDockerRegistry,
  async fn() {
    await using registry = await startDockerRegistry({ kind: "htpasswd", lines: HTPASSWD });
    await using here = await machine(registry.host, given(ADA));
    await using there = await machine(registry.host, given(ADA));
    const model = await createModel(here, "sample");
    await push(here, model);
    assert.equal((await pull(there, "sample")).digest, model.digest);
    for (const credential of [WRONG, undefined]) {
      await using stranger = await machine(registry.host, given(credential));
      const failed = stranger.client.getManifest("library/sample", "latest");
      await assert.rejects(failed, (error: unknown) => {
        assertNoSecret(error, ["wrong horse", btoa("ada:wrong horse")]);
        const { message, kind, hint } = error as Record<string, string>;
        assert.equal(message, "unauthorized: authentication required");
        assert.equal(kind, "forbidden");
        assert.equal(hint, `Sign in with 'hologram signin ${registry.host}'`);
        return true;
      });
    }
  },
});

Deno.test({
  name: "a registry with tokens is pushed to and pulled from, one token for each set of rights",
  ignore: !hasDockerRegistry || !hasOpenssl,
  fn: () =>
    withTokens({ anonymous: ["pull"] }, async (registry, tokens) => {
      const realmHosts = [tokens.host];
      await using here = await machine(registry.host, { ...given(ADA), realmHosts });
      await using there = await machine(registry.host, { ...given(undefined), realmHosts });
      const model = await createModel(here, "ns/sample");
      await push(here, model);
      const scopes = tokens.requests.map(({ parameters }) => parameters.getAll("scope").join(" "));
      assert.deepEqual(scopes, [
        "repository:ns/sample:pull",
        "repository:ns/sample:pull,push",
      ]);
      assert.equal(tokens.requests[0]!.parameters.get("service"), "tests");
      tokens.requests.length = 0;
      assert.equal((await pull(there, "ns/sample")).digest, model.digest);
      assert.deepEqual(tokens.requests.map(({ authorization }) => authorization), [null]);
      await assert.rejects(push(there, await createModel(there, "ns/other")), {
        message: /^unauthorized: /,
        kind: "forbidden",
      });
      const copy = await createModel(here, "ns/copy");
      assert.deepEqual((await push(here, copy, "ns/sample")).how, ["mounted", "mounted"]);
    }),
});

Deno.test({
  name: "an identity token is exchanged, and a wrong credential is refused without telling it",
  ignore: !hasDockerRegistry || !hasOpenssl,
  fn: () =>
    withTokens({}, async (registry, tokens) => {
      const realmHosts = [tokens.host];
      const ada: Credential = { kind: "identity", token: USER.identity };
      await using here = await machine(registry.host, { ...given(ada), realmHosts });
      await here.client.ping();
      const model = await createModel(here, "sample");
      await push(here, model);
      assert.equal((await pull(here, "sample")).digest, model.digest);
      const identity: Credential = { kind: "identity", token: "stolen-token" };
      for (const credential of [WRONG, identity]) {
        await using stranger = await machine(registry.host, { ...given(credential), realmHosts });
        await assert.rejects(stranger.client.ping(), (error: unknown) => {
          assertNoSecret(error, ["wrong horse", btoa("ada:wrong horse"), "stolen-token"]);
          assert.match((error as Error).message, /^unauthorized: incorrect username or password/);
          assert.match((error as { hint: string }).hint, /hologram signin/);
          return true;
        });
      }
    }),
});

Deno.test({
  name:
    "a token that ends before it said is replaced once; one that is known to end, before it does",
  ignore: !hasDockerRegistry || !hasOpenssl,
  fn: () =>
    // The registry allows its clock to be a minute off.
    withTokens({ lives: [-90, 300], claimedLife: 300 }, async (registry, tokens) => {
      const realmHosts = [tokens.host];
      let time = 1e12;
      const now = () => time;
      await using here = await machine(registry.host, { ...given(ADA), realmHosts, now });
      const { client } = here;
      await assert.rejects(client.listTags("ns/none"), { message: /^unauthorized: / });
      assert.equal(tokens.requests.length, 1, "a new token that is refused is not asked for again");
      // The token of the first request is kept, refused, and replaced.
      await assert.rejects(client.listTags("ns/none"), { kind: "not_found" });
      assert.equal(tokens.requests.length, 2);
      await assert.rejects(client.listTags("ns/none"), { kind: "not_found" });
      assert.equal(tokens.requests.length, 2, "a token that lives is kept");
      time += 296_000;
      await assert.rejects(client.listTags("ns/none"), { kind: "not_found" });
      assert.equal(tokens.requests.length, 3);
    }),
});

Deno.test({
  name: "a token that ends while blobs are pulled is replaced",
  ignore: !hasDockerRegistry || !hasOpenssl,
  fn: () =>
    withTokens({ lives: [300, 300, 300, -90, 300], claimedLife: 300 }, async (registry, tokens) => {
      const realmHosts = [tokens.host];
      let time = 1e12;
      await using here = await machine(registry.host, {
        ...{ ...given(ADA), realmHosts, now: () => time },
      });
      const model = await createModel(here, "sample");
      await push(here, model);
      await here.client.getManifest("library/sample", "latest");
      assert.equal(tokens.requests.length, 2);
      time += 296_000;
      const { config } = model.manifest;
      const path = `${here.folder}/config`;
      await here.client.getManifest("library/sample", "latest");
      time += 296_000;
      // The token that is asked for now is refused; the engine that downloads asks for the next one.
      await here.client.pullBlobs("library/sample", [config], { pathOf: () => path });
      assert.equal(tokens.requests.length, 5);
      assert.deepEqual(
        await Deno.readFile(path),
        await Deno.readFile(here.store.blobs.blobPath(config.digest)),
      );
    }),
});

Deno.test({
  name: "a token server on another host is refused without any request to it",
  ignore: !hasDockerRegistry || !hasOpenssl,
  fn: () =>
    withTokens({}, async (registry, tokens) => {
      await using here = await machine(registry.host, given(ADA));
      await assert.rejects(here.client.getManifest("library/sample", "latest"), {
        message:
          `unauthorized: registry ${registry.host} names a token server on another host, ${tokens.host}`,
        kind: "forbidden",
      });
      await assert.rejects(push(here, await createModel(here, "sample")), { kind: "forbidden" });
      assert.equal(tokens.requests.length, 0);
    }),
});

Deno.test({
  name: "a token is sent as it is, until the time when it ends",
  ignore: !hasDockerRegistry || !hasOpenssl,
  fn: () =>
    withTokens({}, async (registry, tokens) => {
      const scope = "repository:library/sample:pull,push";
      const response = await fetch(`${tokens.realm}?service=tests&scope=${scope}`, {
        headers: { authorization: `Basic ${btoa(`${USER.username}:${USER.password}`)}` },
      });
      const { token } = await response.json();
      await using here = await machine(registry.host, given({ kind: "token", token }));
      const model = await createModel(here, "sample");
      await push(here, model);
      assert.equal(tokens.requests.length, 1);
      const expiresAt = Date.now() - 1;
      await using late = await machine(registry.host, given({ kind: "token", token, expiresAt }));
      await assert.rejects(pull(late, "sample"), {
        message: `unauthorized: the sign-in at ${registry.host} has expired`,
      });
    }),
});
