import type { ChatChunk, NativeToolCall } from "../answers/chunks.ts";

/** An answer with its first tool call alone, for a request that forbids parallel ones. */
export async function* singleCall(
  chunks: AsyncIterable<ChatChunk>,
): AsyncGenerator<ChatChunk, void, undefined> {
  let called = false;
  for await (const chunk of chunks) {
    const { tool_calls, ...message } = chunk.message;
    const first: NativeToolCall[] | undefined = called ? undefined : tool_calls?.slice(0, 1);
    called ||= first !== undefined && first.length > 0;
    yield { ...chunk, message: first === undefined ? message : { ...message, tool_calls: first } };
  }
}
