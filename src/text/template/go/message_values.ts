import type { PlainMessage, ToolCall } from "./collate_messages.ts";
import { GoList, GoMap, GoStruct, type GoValue, goValueOf } from "./values.ts";

/** Messages as a template sees them: structs with the fields of Ollama's. */
export function messageValues(messages: readonly PlainMessage[]): GoList {
  return new GoList(
    { type: "[]*template.templateMessage" },
    messages.map((message) =>
      struct("*template.templateMessage", {
        Role: message.role,
        Content: message.content,
        Thinking: message.thinking,
        Images: goValueOf(message.images),
        ToolCalls: new GoList({ type: "[]template.templateToolCall" }, message.toolCalls.map(call)),
        ToolName: message.toolName,
        ToolCallID: message.toolCallId,
      })
    ),
  );
}

function call({ id, name, arguments: values }: ToolCall, index: number): GoStruct {
  const { entries } = goValueOf(values) as GoMap;
  return struct("template.templateToolCall", {
    ID: id,
    Function: struct("template.templateToolCallFunction", {
      Index: BigInt(index),
      Name: name,
      Arguments: new GoMap({ type: "template.templateArgs", printsJson: true }, entries),
    }),
  });
}

function struct(type: string, fields: Record<string, GoValue>): GoStruct {
  return new GoStruct(
    { type },
    Object.entries(fields).map(([name, value]) => [name, { value, json: name }]),
  );
}
