import { HologramError } from "../../base/mod.ts";
import { localNameOf } from "../../hub/mod.ts";
import { localModelName } from "../find_model.ts";
import { parseModelName } from "../../store/mod.ts";
import type { ServerContext } from "../context.ts";
import type { PullRequest } from "../schemas/pull_request.ts";
import {
  type HuggingFacePlan,
  type HuggingFacePull,
  planHuggingFacePull,
  pullFromHuggingFace,
} from "./pull_huggingface.ts";
import {
  planRegistryPull,
  pullFromRegistry,
  type RegistryPlan,
  type RegistryPull,
} from "./pull_registry.ts";
import { pullSource } from "./pull_source.ts";
import type { ExchangeOptions } from "./transfer_status.ts";

/** A pull that a request asks for, its names read. */
export interface RequestedPull {
  /** The name by which the model is found here afterwards. */
  model: string;
  /** Does it. */
  run(options: ExchangeOptions): Promise<unknown>;
  /** Tells what would be fetched. */
  plan(signal: AbortSignal): Promise<HuggingFacePlan | RegistryPlan>;
}

/**
 * Reads what a request wants pulled.
 *
 * @throws {HologramError} `invalid` for a malformed name, or what its source does not have.
 */
export async function requestedPull(
  context: ServerContext,
  text: string,
  request: PullRequest,
): Promise<RequestedPull> {
  const { store } = context;
  const from = await pullSource(store, text);
  const given = request.as ? { as: parseModelName(request.as, store) } : {};
  const dtype = request.dtype || request.quantize;
  if (from.kind === "huggingface") {
    const pull: HuggingFacePull = {
      ...{ source: from.source, ...given, verbose: request.verbose === true },
      ...dtype ? { dtype } : {},
    };
    return {
      model: request.as || localNameOf(from.source),
      run: (options) => pullFromHuggingFace(context, pull, options),
      plan: (signal) => planHuggingFacePull(context, pull, signal),
    };
  }
  if (dtype) {
    throw new HologramError(
      `Cannot pull ${text} in ${dtype}: a registry has one precision a name`,
      {
        kind: "invalid",
        hint: "Leave out --dtype, or name the tag",
      },
    );
  }
  // Refuses what would be in a cloud.
  const name = localModelName(text, context);
  const pull: RegistryPull = { name, ...given, insecure: request.insecure };
  return {
    model: request.as || text.replace(/^[a-z]+:\/\//i, ""),
    run: (options) => pullFromRegistry(context, pull, options),
    plan: (signal) => planRegistryPull(context, pull, signal),
  };
}
