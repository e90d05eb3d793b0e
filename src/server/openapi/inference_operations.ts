import { inferRequest } from "../schemas/infer_request.ts";
import { jsonAnswer, type Operation, type OperationGroup } from "./operation.ts";

const MODEL = "/v2/models/{name}";
const VERSION = `${MODEL}/versions/{version}`;

/** The same operation on a model and on a version of it. */
function onModel(id: string, rest: string, operation: Omit<Operation, "id" | "path">): Operation[] {
  return [
    { ...operation, id, path: MODEL + rest },
    {
      ...operation,
      id: `${id}OfVersion`,
      path: VERSION + rest,
      summary: `${operation.summary} (of a named version)`,
    },
  ];
}

/** Operations of the Open Inference Protocol, version 2. */
export const INFERENCE_OPERATIONS: OperationGroup = {
  name: "Inference",
  description:
    "The Open Inference Protocol, version 2, with its binary extension: tensors in and " +
    "tensors out, for models of every kind.",
  errors: "NativeError",
  operations: [
    {
      id: "inferenceServer",
      method: "get",
      path: "/v2",
      summary: "Tell the server's name, version and extensions",
      answers: jsonAnswer("`{name, version, extensions}`"),
    },
    {
      id: "inferenceServerLive",
      method: "get",
      path: "/v2/health/live",
      summary: "Tell whether the process answers",
      answers: jsonAnswer("`{live: true}`"),
    },
    {
      id: "inferenceServerReady",
      method: "get",
      path: "/v2/health/ready",
      summary: "Tell whether requests are taken",
      description: "The status is 503 while the server is stopping.",
      answers: jsonAnswer("`{ready: true}`"),
    },
    ...onModel("inferenceModelReady", "/ready", {
      method: "get",
      summary: "Tell whether a model is there",
      description: "It need not be loaded: its first request does that.",
      answers: jsonAnswer("`{name, ready: true}`"),
    }),
    ...onModel("infer", "/infer", {
      method: "post",
      summary: "Compute a model's outputs",
      description:
        "Integers of 64 bits keep all their digits. NaN and infinities are the literals " +
        "`NaN`, `Infinity` and `-Infinity`, in requests and answers.",
      body: { "application/json": inferRequest, "application/octet-stream": null },
      headers: {
        "Inference-Header-Content-Length": {
          description: "Bytes of JSON in front of the tensors' bytes; the body is JSON alone " +
            "without it",
          type: "integer",
        },
      },
      answers: {
        200: {
          description:
            "The outputs, as JSON, or where bytes were asked for as JSON and the bytes " +
            "after it, with the JSON's length in `Inference-Header-Content-Length`",
          content: ["application/json", "application/octet-stream"],
        },
      },
    }),
    ...onModel("inferenceModel", "", {
      method: "get",
      summary: "Tell what a model takes and gives",
      answers: jsonAnswer("`{name, versions, platform, inputs, outputs}`; -1 is any length"),
    }),
  ],
};
