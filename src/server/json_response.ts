import { jsonText } from "./json_text.ts";

/** A JSON body with the content type of Ollama's own routes. */
export function jsonResponse(value: unknown, status = 200): Response {
  return new Response(jsonText(value), {
    status,
    headers: { "content-type": "application/json; charset=utf-8" },
  });
}
