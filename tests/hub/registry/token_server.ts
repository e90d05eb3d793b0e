import { createPrivateKey, sign } from "node:crypto";
import type { TestCertificate } from "../../support/certificate.ts";

/** A request that reached a token server. */
export interface TokenRequest {
  /** Its method. */
  method: string;
  /** Its `Authorization`. */
  authorization: string | null;
  /** Its parameters, from the query or the form. */
  parameters: URLSearchParams;
}

/** A token server of Docker's kind. */
export interface TokenServer extends AsyncDisposable {
  /** Where tokens are given. */
  realm: string;
  /** Its host. */
  host: string;
  /** What has reached it. */
  requests: TokenRequest[];
}

/** How a token server behaves. */
export interface TokenServerBehaviour {
  /** The registry's service name. */
  service: string;
  /** The name of who gives the tokens. */
  issuer: string;
  /** The key that signs, and its certificate, which the registry trusts. */
  certificate: TestCertificate;
  /** How long tokens live that ask for each time, in seconds; the last one stays. Given as `expires_in` too. */
  lives?: number[];
  /** What `expires_in` says in the place of the life. */
  claimedLife?: number;
  /** Which actions nobody may do without a name: all, unless given. */
  anonymous?: string[];
}

/** User and password that it knows, and the identity token. */
export const USER = { username: "ada", password: "correct horse", identity: "identity-of-ada" };

/** Starts a token server that signs with the key of a certificate (Docker's token specification). */
export async function startTokenServer(behaviour: TokenServerBehaviour): Promise<TokenServer> {
  const { certificate, lives = [300] } = behaviour;
  const pem = await Deno.readTextFile(certificate.cert);
  const key = createPrivateKey(await Deno.readTextFile(certificate.key));
  const der = pem.replace(/-----[^-]+-----|\s/g, "");
  const requests: TokenRequest[] = [];
  const known = `Basic ${btoa(`${USER.username}:${USER.password}`)}`;

  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { method, headers, url } = request;
    const parameters = method === "POST"
      ? new URLSearchParams(await request.text())
      : new URL(url).searchParams;
    const authorization = headers.get("authorization");
    requests.push({ method, authorization, parameters });
    const isUser = method === "POST"
      ? parameters.get("refresh_token") === USER.identity
      : authorization === known;
    if (!isUser && (authorization !== null || method === "POST")) {
      const echo = `incorrect username or password ${authorization ?? parameters}`;
      return Response.json({ errors: [{ code: "UNAUTHORIZED", message: echo }] }, { status: 401 });
    }
    const scopes = parameters.getAll("scope").flatMap((scope) => scope.split(" "));
    const access = scopes.map((scope) => {
      const [type, name, actions] = scope.split(":");
      const wanted = actions!.split(",");
      const allowed = isUser ? wanted : wanted.filter((a) => behaviour.anonymous?.includes(a));
      return { type, name, actions: allowed };
    });
    const life = lives.length > 1 ? lives.shift()! : lives[0]!;
    const now = Math.floor(Date.now() / 1000);
    const encode = (value: unknown) =>
      btoa(JSON.stringify(value)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
    const claims = {
      ...{ iss: behaviour.issuer, sub: isUser ? USER.username : "", aud: behaviour.service },
      ...{ iat: now - 100, nbf: now - 100, exp: now + life, jti: crypto.randomUUID(), access },
    };
    const signed = `${encode({ typ: "JWT", alg: "ES256", x5c: [der] })}.${encode(claims)}`;
    const signature = sign("sha256", new TextEncoder().encode(signed), {
      ...{ key, dsaEncoding: "ieee-p1363" },
    }).toString("base64url");
    const token = `${signed}.${signature}`;
    return Response.json({ token, expires_in: behaviour.claimedLife ?? life });
  });
  const host = `127.0.0.1:${server.addr.port}`;
  return {
    realm: `http://${host}/token`,
    host,
    requests,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
    },
  };
}
