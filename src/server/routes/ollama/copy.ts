import { HologramError } from "../../../base/mod.ts";
import { Hono } from "../../../deps/hono.ts";
import { parseModelName } from "../../../store/mod.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { readBody } from "../../read_body.ts";
import { copyRequest } from "../../schemas/copy_request.ts";

/** `POST /api/copy`: gives a model a second name; no weight is copied. */
export function copyRoute({ store }: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>().post("/api/copy", async (c) => {
    const { source = "", destination = "" } = await readBody(c.req.raw, copyRequest);
    const from = parse("source", source, store);
    const to = parse("destination", destination, store);
    if (await store.find(from) === undefined) {
      throw new HologramError(`model "${source}" not found`, { kind: "not_found" });
    }
    await store.copy(from, to);
    return c.body(null);
  });
}

function parse(
  field: string,
  text: string,
  options: { defaultHost: string },
): ReturnType<typeof parseModelName> {
  try {
    return parseModelName(text, options);
  } catch (cause) {
    throw new HologramError(`${field} "${text}" is invalid`, { kind: "invalid", cause });
  }
}
