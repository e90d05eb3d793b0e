/** One message of a conversation. */
export interface Message {
  /** Who speaks. */
  role: "user" | "assistant";
  /** What is said. */
  content: string;
}

/** What the next request sends, and what an answer adds to it. */
export interface Conversation {
  /** The route and the body, besides the model and its options, for what the user says. */
  ask(text: string): { path: "/api/chat" | "/api/generate"; body: Record<string, unknown> };
  /** Keeps what was asked and answered; what was stopped before its first word is not kept. */
  keep(asked: string, answer: string): void;
  /** Forgets everything. */
  clear(): void;
}

/** A conversation with a model that has a chat template: all that was said goes along. */
export function chatConversation(): Conversation {
  let messages: Message[] = [];
  const say = (content: string): Message => ({ role: "user", content });
  return {
    ask: (text) => ({ path: "/api/chat", body: { messages: [...messages, say(text)] } }),
    keep(asked, answer) {
      if (answer !== "") messages.push(say(asked), { role: "assistant", content: answer });
    },
    clear: () => void (messages = []),
  };
}

/** For a model without a chat template: each text is a prompt of its own, which the model continues. */
export function continuation(): Conversation {
  return {
    ask: (text) => ({ path: "/api/generate", body: { prompt: text } }),
    keep() {},
    clear() {},
  };
}
