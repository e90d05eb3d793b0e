import { HologramError } from "../../../base/mod.ts";
import { Hono } from "../../../deps/hono.ts";
import {
  type DevicePrompt,
  type RegistryAddress,
  signIn,
  type SignInOptions,
  whoAmI,
} from "../../../hub/mod.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { parseRegistry } from "../../exchange/registry_address.ts";
import { remoteFailure } from "../../exchange/transfer_status.ts";
import { NotSignedInError } from "../../not_signed_in_error.ts";
import { ndjsonResponse } from "../../ndjson_response.ts";
import { readBody, readOptionalBody } from "../../read_body.ts";
import { requireLocal } from "../../require_local.ts";
import { meRequest, signInRequest, signOutRequest } from "../../schemas/account_request.ts";

/**
 * `POST /api/signin`, `/api/signout` and `/api/me`: who the user of this machine is at a registry. They act on files of
 * that user, so only this machine may ask.
 */
export function accountRoutes(context: ServerContext): Hono<AppEnvironment> {
  const { config, hub } = context;
  return new Hono<AppEnvironment>()
    .post("/api/signin", async (c) => {
      const { registry, insecure, stream, ...given } = await readBody(c.req.raw, signInRequest);
      requireLocal(c.env, "Signing in");
      const address = parseRegistry(config, registry, insecure);
      const secrets: Partial<SignInOptions> = {
        token: given.token || undefined,
        username: given.username || undefined,
        password: given.password || undefined,
      };
      const enter = async (signal: AbortSignal, device?: (prompt: DevicePrompt) => void) => {
        const prompts = device === undefined ? {} : { prompts: promptsOf(address, device) };
        const options = { ...hub.connection(address), ...secrets, ...prompts, signal };
        const { host, username, isChecked } = await signIn(options);
        return { status: "success", registry: host, username, name: username, checked: isChecked };
      };
      if (stream === false) return c.json(await enter(c.env.signal).catch(failRemote));
      return await ndjsonResponse(async (send, signal) => {
        send(await enter(signal, (prompt) => send(deviceLine(prompt))));
      }, c.env.signal);
    })
    .post("/api/signout", async (c) => {
      const { registry, insecure } = await readOptionalBody(c.req.raw, signOutRequest);
      requireLocal(c.env, "Signing out");
      const { host } = parseRegistry(config, registry, insecure);
      const isRemoved = await hub.credentials.remove(host);
      if (!isRemoved) throw await nothingStored(context, host);
      return c.json({ status: "success", registry: host });
    })
    .post("/api/me", async (c) => {
      const { registry, insecure } = await readOptionalBody(c.req.raw, meRequest);
      requireLocal(c.env, "Asking who is signed in");
      const address = parseRegistry(config, registry, insecure);
      const options = { ...hub.connection(address), signal: c.env.signal };
      const identity = await whoAmI(options).catch(failRemote);
      if (identity === undefined) throw new NotSignedInError(address.host);
      const { host, username, source, isAccepted } = identity;
      return c.json({ name: username, username, registry: host, source, accepted: isAccepted });
    });
}

function failRemote(error: unknown): never {
  throw remoteFailure(error);
}

function deviceLine({ url, completeUrl, code }: DevicePrompt): Record<string, unknown> {
  return {
    status: "waiting for you to sign in on the page",
    verification_uri: url,
    verification_uri_complete: completeUrl,
    user_code: code,
  };
}

/** There is nobody to ask but on a page. */
function promptsOf(
  { host }: RegistryAddress,
  device: (prompt: DevicePrompt) => void,
): SignInOptions["prompts"] {
  const missing = () =>
    Promise.reject(
      new HologramError(
        `Cannot sign in at ${host}: expected a token, or a user name and a password`,
        { kind: "usage", hint: "Give --token, or --username and --password" },
      ),
    );
  return { username: missing, password: missing, device };
}

async function nothingStored({ hub }: ServerContext, host: string): Promise<HologramError> {
  const found = await hub.credentials.find(host);
  const hints = {
    environment: "The token is in the environment: unset HOLOGRAM_REGISTRY_TOKEN",
    docker: `The credential is Docker's: docker logout ${host}`,
  };
  return new HologramError(`not signed in at ${host}`, {
    kind: "not_found",
    hint: found && found.source !== "file" ? hints[found.source] : undefined,
  });
}
