import { meRequest, signInRequest, signOutRequest } from "../schemas/account_request.ts";
import { pullRequest } from "../schemas/pull_request.ts";
import { pushRequest } from "../schemas/push_request.ts";
import { jsonAnswer, jsonBody, type OperationGroup, streamAnswer } from "./operation.ts";

/** The answer to a query that says too little. */
const BAD_QUERY = {
  400: { description: "A parameter is missing or wrong", content: ["application/json"] },
};

/** Operations of the native API that bring models here and send them away. */
export const HUB_OPERATIONS: OperationGroup = {
  name: "Hub",
  description: "Models on Hugging Face and in registries.",
  errors: "NativeError",
  operations: [
    {
      id: "pullModel",
      method: "post",
      path: "/api/pull",
      summary: "Bring a model here",
      description:
        "`org/repo[@revision][:component]` is on Hugging Face, a name with another host in that registry, " +
        "a name alone in the configured one. A pull that breaks off is taken up by the next.",
      body: jsonBody(pullRequest),
      answers: streamAnswer(
        "Its progress in lines, the last with the status `success` and the `model`'s name here; with `stream` false " +
          "that alone; with `dry_run` the `plan`",
        "application/x-ndjson",
      ),
    },
    {
      id: "pushModel",
      method: "post",
      path: "/api/push",
      summary: "Send a model to its registry",
      body: jsonBody(pushRequest),
      answers: streamAnswer(
        "Its progress in lines, the last with the status `success` and the manifest's `digest`; with `stream` false " +
          "that alone",
        "application/x-ndjson",
      ),
    },
    {
      id: "signIn",
      method: "post",
      path: "/api/signin",
      summary: "Sign in at a registry",
      description:
        "With a token, or a user name and password, or else on a page of the registry, if it has one. " +
        "The registry is asked before anything is stored. Only from the server's machine.",
      body: jsonBody(signInRequest),
      answers: streamAnswer(
        "The page as `{verification_uri, user_code}` where one is needed, then `{status: success, registry, username, " +
          "checked}`",
        "application/x-ndjson",
      ),
    },
    {
      id: "signOut",
      method: "post",
      path: "/api/signout",
      summary: "Forget the credential of a registry",
      description: "Only from the server's machine.",
      body: jsonBody(signOutRequest),
      answers: jsonAnswer("`{status, registry}`"),
    },
    {
      id: "whoAmI",
      method: "post",
      path: "/api/me",
      summary: "Tell who is signed in at a registry",
      description: "Only from the server's machine. Nobody is an error with the status 401.",
      body: jsonBody(meRequest),
      answers: jsonAnswer(
        "`{username, registry, source, accepted}`: where the credential is, and whether the registry takes it",
      ),
    },
    {
      id: "searchModels",
      method: "get",
      path: "/api/search",
      summary: "Search for models that could be pulled",
      query: {
        q: { description: "Words to look for", type: "string", required: true },
        limit: { description: "How many at most, 20 unless given", type: "integer" },
      },
      answers: {
        ...jsonAnswer("`{models, problems}`: what was found, and where nothing could be asked"),
        ...BAD_QUERY,
      },
    },
    {
      id: "showRemoteModel",
      method: "get",
      path: "/api/remote",
      summary: "Tell what there is of a model elsewhere",
      query: {
        name: { description: "The name to pull it by", type: "string", required: true },
        insecure: { description: "`true` where the registry may be without TLS", type: "string" },
      },
      answers: {
        ...jsonAnswer("Its `tags` in a registry, or its `variants` on Hugging Face"),
        ...BAD_QUERY,
      },
    },
  ],
};
