import * as z from "../../deps/zod.ts";
import type { ErrorShape } from "./operation.ts";

const message = z.string().describe("What happened: why");
const type = z.string().describe("The kind of failure");

/** The bodies of failed requests, as `errorResponseFor` writes them. */
export const ERROR_SCHEMAS: Readonly<Record<ErrorShape, z.ZodType>> = {
  NativeError: z.strictObject({ error: message }),
  OpenaiError: z.strictObject({
    error: z.strictObject({ message, type, param: z.null(), code: z.null() }),
  }),
  AnthropicError: z.strictObject({
    type: z.literal("error"),
    error: z.strictObject({ type, message }),
    request_id: z.string().describe("Identifies the request"),
  }),
};
