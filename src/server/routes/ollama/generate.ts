import { Hono } from "../../../deps/hono.ts";
import * as z from "../../../deps/zod.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { readBody } from "../../read_body.ts";
import { answerGeneration, generationFields, refuseUnsupported } from "./generation.ts";

const generateRequest = z.object({
  ...generationFields,
  prompt: z.string().nullish(),
  system: z.string().nullish(),
  raw: z.boolean().nullish(),
  context: z.array(z.int().nonnegative()).nullish(),
  suffix: z.string().nullish(),
  template: z.string().nullish(),
  images: z.array(z.string()).nullish(),
});

/** `POST /api/generate`: continues a prompt. An empty one only loads the model. */
export function generateRoute(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>().post("/api/generate", async (c) => {
    const request = await readBody(c.req.raw, generateRequest);
    const { suffix, template, images } = request;
    refuseUnsupported(request, { suffix, template, images });
    const prompt = request.prompt ?? "";
    const params = prompt === "" ? undefined : {
      prompt,
      system: request.system ?? undefined,
      raw: request.raw ?? undefined,
      context: request.context ?? undefined,
      options: request.options ?? undefined,
    };
    return await answerGeneration(
      c,
      context,
      request,
      params,
      (response) => ({ response }),
      (result) => request.raw ? {} : { context: result.context },
    );
  });
}
