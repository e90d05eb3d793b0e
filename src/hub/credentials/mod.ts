/**
 * Who this user is at each registry: what was stored here, and what Docker's tools have stored.
 *
 * @module
 */
export type {
  Credential,
  IdentityCredential,
  PasswordCredential,
  TokenCredential,
} from "./credential.ts";
export { basicToken, secretsOf } from "./credential.ts";
export { credentialHost } from "./credential_host.ts";
export * from "./credentials.ts";
export { dockerConfigPath } from "./docker_config.ts";
