import { seededRandom } from "../../src/text/mod.ts";

/** A way to ask. */
export type Kind = "generate" | "chat" | "completions" | "messages" | "embed" | "embeddings";

/** A request that has one right answer. */
export interface Case {
  /** The way to ask. */
  kind: Kind;
  /** What is asked. */
  prompt: string;
  /** Length of the answer at most, in tokens. */
  tokens: number;
}

/** A request as one of the clients sends it. */
export interface Errand {
  /** What is asked. */
  asked: Case;
  /** When the client goes away: while it waits, or after a piece of the answer. It stays to the end unless given. */
  leaves?: "waiting" | "midway";
}

/** Where each way to ask goes. */
export const PATHS: Readonly<Record<Kind, string>> = {
  generate: "/api/generate",
  chat: "/api/chat",
  completions: "/v1/chat/completions",
  messages: "/v1/messages",
  embed: "/api/embed",
  embeddings: "/v1/embeddings",
};

/** How many of a hundred requests go each way. */
const SHARES: readonly [Kind, number][] = [
  ["generate", 25],
  ["chat", 25],
  ["completions", 20],
  ["messages", 20],
  ["embed", 5],
  ["embeddings", 5],
];

const TASKS = ["remove", "copy", "rename", "inspect", "unload", "download", "share", "build"];
const THINGS = ["a model", "two models", "the model that I made", "everything"];
const OPENINGS = ["How do I", "Which command do I use to", "I would like to", "can i"];
const SHORTEST = 4;
const LONGEST = 12;

/** Cases to draw from; each is asked many times, by different clients at once. */
const DIFFERENT = 64;

/** As many requests as asked for, in an order that the seed decides. Every tenth client or so leaves early. */
export function drawErrands(count: number, seed: number): Errand[] {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
  const kinds = SHARES.flatMap(([kind, share]) => Array<Kind>(share).fill(kind));
  const cases = Array.from({ length: DIFFERENT }, (): Case => ({
    kind: pick(kinds),
    prompt: `${pick(OPENINGS)} ${pick(TASKS)} ${pick(THINGS)}?`,
    tokens: SHORTEST + Math.floor(random() * (LONGEST - SHORTEST + 1)),
  }));
  return Array.from({ length: count }, () => {
    const asked = pick(cases);
    const mood = random();
    // Vectors come in one piece.
    if (/^embed/.test(asked.kind) || mood > 0.12) return { asked };
    return { asked, leaves: mood < 0.04 ? "waiting" : "midway" };
  });
}

/** What a request says. */
export function bodyOf({ kind, prompt, tokens }: Case): Record<string, unknown> {
  const options = { temperature: 0, num_predict: tokens };
  const messages = [{ role: "user", content: prompt }];
  const spoken = { model: "guide", messages, stream: true };
  switch (kind) {
    case "generate":
      return { model: "guide", prompt, options };
    case "chat":
      return { ...spoken, options };
    case "completions":
    case "messages":
      return { ...spoken, temperature: 0, max_tokens: tokens };
    case "embed":
    case "embeddings":
      return { model: "encoder", input: prompt };
  }
}
