import { ANSWER_OPERATIONS } from "./answer_operations.ts";
import { ANTHROPIC_OPERATIONS } from "./anthropic_operations.ts";
import { HUB_OPERATIONS } from "./hub_operations.ts";
import { INFERENCE_OPERATIONS } from "./inference_operations.ts";
import { MODEL_OPERATIONS } from "./model_operations.ts";
import { OPENAI_OPERATIONS } from "./openai_operations.ts";
import type { OperationGroup } from "./operation.ts";
import { SERVER_OPERATIONS } from "./server_operations.ts";

/** Every operation of the API. */
export const ALL_OPERATIONS: readonly OperationGroup[] = [
  ANSWER_OPERATIONS,
  MODEL_OPERATIONS,
  HUB_OPERATIONS,
  OPENAI_OPERATIONS,
  ANTHROPIC_OPERATIONS,
  INFERENCE_OPERATIONS,
  SERVER_OPERATIONS,
];
