import { Hono } from "../../../deps/hono.ts";
import type { AppEnvironment } from "../../context.ts";
import { openapiDocument } from "../../openapi/mod.ts";

/** `GET /openapi.json`: the API, described for programs. */
export function openapiRoute(): Hono<AppEnvironment> {
  let text: string | undefined;
  return new Hono<AppEnvironment>().get("/openapi.json", (c) => {
    text ??= JSON.stringify(openapiDocument());
    return c.body(text, 200, { "content-type": "application/json" });
  });
}
