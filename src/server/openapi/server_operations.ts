import { jsonAnswer, type OperationGroup } from "./operation.ts";

/** Operations about the server itself. */
export const SERVER_OPERATIONS: OperationGroup = {
  name: "Server",
  description: "Who answers, whether it is well, and what it counts.",
  errors: "NativeError",
  operations: [
    {
      id: "root",
      method: "get",
      path: "/",
      summary: "Tell that the server runs",
      answers: { 200: { description: "`Hologram is running`", content: ["text/plain"] } },
      open: true,
    },
    {
      id: "version",
      method: "get",
      path: "/api/version",
      summary: "Tell the program's version",
      answers: jsonAnswer("`{version, api}`; clients and servers of the same `api` fit together"),
    },
    {
      id: "health",
      method: "get",
      path: "/healthz",
      summary: "Tell whether the process answers",
      answers: jsonAnswer("It answers"),
      open: true,
    },
    {
      id: "readiness",
      method: "get",
      path: "/readyz",
      summary: "Tell whether requests are taken",
      description: "The status is 503 while the server is stopping.",
      answers: jsonAnswer("It takes requests, and its store can be read"),
      open: true,
    },
    {
      id: "metrics",
      method: "get",
      path: "/metrics",
      summary: "Tell what the server counts",
      answers: { 200: { description: "Prometheus' text format", content: ["text/plain"] } },
    },
    {
      id: "doctor",
      method: "get",
      path: "/api/doctor",
      summary: "Examine the store",
      answers: jsonAnswer("Room, models, and damage; paths only for clients on the same machine"),
    },
    {
      id: "openapi",
      method: "get",
      path: "/openapi.json",
      summary: "Describe the API",
      answers: jsonAnswer("This document"),
    },
  ],
};
