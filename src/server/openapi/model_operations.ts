import { copyRequest } from "../schemas/copy_request.ts";
import { createRequest } from "../schemas/create_request.ts";
import { deleteRequest } from "../schemas/delete_request.ts";
import { showRequest } from "../schemas/show_request.ts";
import { stopRequest } from "../schemas/stop_request.ts";
import { verifyRequest } from "../schemas/verify_request.ts";
import { jsonAnswer, jsonBody, type OperationGroup, streamAnswer } from "./operation.ts";

/** Operations of the native API that make, show and remove models. */
export const MODEL_OPERATIONS: OperationGroup = {
  name: "Models",
  description: "The models on the server's disk and in its memory.",
  errors: "NativeError",
  operations: [
    {
      id: "listModels",
      method: "get",
      path: "/api/tags",
      summary: "List the models on the disk",
      answers: jsonAnswer("`{models}`, newest first"),
    },
    {
      id: "showModel",
      method: "post",
      path: "/api/show",
      summary: "Show all that is known of a model",
      body: jsonBody(showRequest),
      answers: jsonAnswer("Its Modelfile, details, inputs, outputs and capabilities"),
    },
    {
      id: "createModel",
      method: "post",
      path: "/api/create",
      summary: "Make a model",
      description: "Of another model, a file or folder on the server's machine, or uploaded blobs.",
      body: jsonBody(createRequest),
      answers: streamAnswer(
        "Its progress in lines, the last with the status `success`; with `stream` false that alone",
        "application/x-ndjson",
      ),
    },
    {
      id: "copyModel",
      method: "post",
      path: "/api/copy",
      summary: "Give a model a second name",
      body: jsonBody(copyRequest),
      answers: { 200: { description: "Done; nothing of the weights is copied" } },
    },
    {
      id: "deleteModel",
      method: "delete",
      path: "/api/delete",
      summary: "Remove a model",
      body: jsonBody(deleteRequest),
      answers: { 200: { description: "Done" } },
    },
    {
      id: "listRunningModels",
      method: "get",
      path: "/api/ps",
      summary: "List the loaded models",
      answers: jsonAnswer("`{models}`, the one that stays longest first"),
    },
    {
      id: "stopModel",
      method: "post",
      path: "/api/stop",
      summary: "Unload a model now",
      description:
        "Requests that use it fail. To let them finish, generate with a `keep_alive` of 0.",
      body: jsonBody(stopRequest),
      answers: { 200: { description: "Done" } },
    },
    {
      id: "verifyModel",
      method: "post",
      path: "/api/verify",
      summary: "Compare every hash of a model's file",
      body: jsonBody(verifyRequest),
      answers: {
        200: {
          description: "Its progress in lines; the last has the report",
          content: ["application/x-ndjson"],
        },
      },
    },
    {
      id: "hasBlob",
      method: "head",
      path: "/api/blobs/{digest}",
      summary: "Tell whether a blob is there",
      answers: { 200: { description: "It is" }, 404: { description: "It is not" } },
    },
    {
      id: "uploadBlob",
      method: "post",
      path: "/api/blobs/{digest}",
      summary: "Upload a blob",
      description: "One that no model takes within an hour is removed.",
      body: { "application/octet-stream": null },
      answers: { 200: { description: "It was there" }, 201: { description: "It is there now" } },
    },
  ],
};
