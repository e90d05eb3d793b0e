/** What came of an answer. */
export interface Answer {
  /** All that the model wrote, thoughts included; vectors as JSON. */
  text: string;
  /** Whether its end came. */
  complete: boolean;
}

/**
 * Reads an answer of any of the APIs: lines of JSON, server-sent events, or one object.
 *
 * @param response The response; its body is read.
 * @param onPiece Called with each piece of an answer that comes in pieces.
 * @throws {Error} When the answer tells of a failure.
 */
export async function readAnswer(response: Response, onPiece: () => void): Promise<Answer> {
  const answer: Answer = { text: "", complete: false };
  let rest = "";
  const takeLine = (line: string) => {
    const data = line.replace(/^data: /, "");
    if (data === "" || line.startsWith("event: ")) return;
    if (data === "[DONE]") {
      answer.complete = true;
      return;
    }
    const piece = JSON.parse(data);
    if (piece.error) throw new Error(piece.error.message ?? piece.error);
    answer.text += textOf(piece);
    if (piece.done || piece.type === "message_stop" || vectorsOf(piece)) answer.complete = true;
    onPiece();
  };
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    lines.forEach(takeLine);
  }
  takeLine(rest);
  return answer;
}

// deno-lint-ignore no-explicit-any
function textOf(piece: any): string {
  const vectors = vectorsOf(piece);
  if (vectors) return JSON.stringify(vectors);
  const part = piece.choices?.[0]?.delta ?? piece.message ?? piece.delta ?? piece;
  // One of them alone is there in a piece.
  return [part.thinking, part.reasoning, part.content, part.response, part.text]
    .filter((text) => typeof text === "string").join("");
}

// deno-lint-ignore no-explicit-any
function vectorsOf(piece: any): unknown {
  return piece.embeddings ?? (piece.object === "list" ? piece.data : undefined);
}
