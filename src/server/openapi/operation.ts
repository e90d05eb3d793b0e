import type * as z from "../../deps/zod.ts";

/** What a response means, and the media types that its body may have; without any it is empty. */
export interface Answer {
  /** What it means. */
  description: string;
  /** Media types of its body. */
  content?: readonly string[];
}

/** A header of requests. */
export interface RequestHeader {
  /** What it says. */
  description: string;
  /** The JSON type of its value. */
  type: "integer" | "string";
}

/** A parameter of a path's query. */
export interface QueryParameter extends RequestHeader {
  /** Whether it must be there. */
  required?: boolean;
}

/** One method of one path. */
export interface Operation {
  /** Name of the function that a generated client has for it. */
  id: string;
  /** The method. */
  method: "get" | "head" | "post" | "delete";
  /** The path, with parameters in braces. */
  path: string;
  /** What it does, in one line. */
  summary: string;
  /** What else is to be known. */
  description?: string;
  /** Media types of the request's body, each with the schema of its JSON; `null` for bytes. */
  body?: Readonly<Record<string, z.ZodType | null>>;
  /** Headers of requests that mean something here. */
  headers?: Readonly<Record<string, RequestHeader>>;
  /** Parameters of the query. */
  query?: Readonly<Record<string, QueryParameter>>;
  /** Answers by status; every other status is an error of the API's shape. */
  answers: Readonly<Record<number, Answer>>;
  /** Whether it needs no key, even where the server has one. */
  open?: boolean;
}

/** The forms that errors have. */
export type ErrorShape = "NativeError" | "OpenaiError" | "AnthropicError";

/** A group of operations whose errors have one form. */
export interface OperationGroup {
  /** Its name. */
  name: string;
  /** What it is. */
  description: string;
  /** The form of its errors. */
  errors: ErrorShape;
  /** Its operations. */
  operations: readonly Operation[];
}

/** A JSON body that a schema checks. */
export function jsonBody(schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  return { "application/json": schema };
}

/** The usual answer: JSON with the status 200. */
export function jsonAnswer(description: string): Readonly<Record<number, Answer>> {
  return { 200: { description, content: ["application/json"] } };
}

/** An answer in one piece or in several, with the status 200. */
export function streamAnswer(
  description: string,
  stream: "application/x-ndjson" | "text/event-stream",
): Readonly<Record<number, Answer>> {
  return { 200: { description, content: ["application/json", stream] } };
}
