/**
 * LangChain's vocabulary.
 *
 * @module
 */
export { AIMessage, HumanMessage, ToolMessage } from "npm:@langchain/core@1.4.0/messages";
