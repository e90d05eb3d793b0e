import assert from "node:assert/strict";
import { withRoutes } from "./with_routes.ts";

const DIGEST = `sha256:${"0".repeat(64)}`;

/** Methods that paths do not have, and those that they have. */
const CASES: readonly [method: string, path: string, allow: string][] = [
  ["POST", "/", "GET, HEAD"],
  ["GET", "/api/show", "POST"],
  ["POST", "/api/tags", "GET, HEAD"],
  ["POST", "/api/delete", "DELETE"],
  ["PATCH", "/api/chat", "POST"],
  ["GET", `/api/blobs/${DIGEST}`, "HEAD, POST"],
  ["OPTIONS", "/metrics", "GET, HEAD"],
  ["GET", "/v1/chat/completions", "POST"],
  ["DELETE", "/v1/models/a/b", "GET, HEAD"],
  ["GET", "/v1/messages", "POST"],
  ["PUT", "/v2", "GET, HEAD"],
  ["POST", "/v2/models/a/b/versions/1/ready", "GET, HEAD"],
];

/** The message of a failed request, in whichever form the API at the path has. */
function messageAt(path: string, body: Record<string, unknown>): unknown {
  if (!path.startsWith("/v1/")) {
    assert.deepEqual(Object.keys(body), ["error"]);
    return body.error;
  }
  const isAnthropic = path.startsWith("/v1/messages");
  assert.equal(body.type, isAnthropic ? "error" : undefined);
  assert.equal(typeof body.request_id, isAnthropic ? "string" : "undefined");
  return (body.error as Record<string, unknown>).message;
}

Deno.test("a method that a path does not have is answered with 405, those that it has, and the API's own error", () =>
  withRoutes({}, async ({ send }) => {
    for (const [method, path, allow] of CASES) {
      const response = await send(path, { method });
      const where = `${method} ${path}`;
      assert.equal(response.status, 405, where);
      assert.equal(response.headers.get("allow"), allow, where);
      assert.match(String(messageAt(path, await response.json())), /not allowed/, where);
    }
  }));

Deno.test("HEAD is answered wherever GET is, and refused elsewhere", () =>
  withRoutes({}, async ({ send }) => {
    assert.equal((await send("/api/tags", { method: "HEAD" })).status, 200);
    const refused = await send("/api/show", { method: "HEAD" });
    assert.deepEqual([refused.status, refused.headers.get("allow")], [405, "POST"]);
  }));

Deno.test("a path at which there is nothing is answered with 404 in the form of the API above it", () =>
  withRoutes({}, async ({ send }) => {
    for (
      const path of ["/nothing", "/api/nothing", "/v1/nothing", "/v1/messages/nothing", "/v2x"]
    ) {
      for (const method of ["GET", "POST"]) {
        const response = await send(path, { method });
        assert.equal(response.status, 404, path);
        assert.equal(response.headers.get("allow"), null);
        assert.match(response.headers.get("content-type")!, /^application\/json/);
        assert.equal(messageAt(path, await response.json()), `There is nothing at ${path}`);
      }
    }
  }));
