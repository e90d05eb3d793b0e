import { errorMessage, HologramError } from "../../../base/mod.ts";
import { formatParameters, modelHolofile, type ParameterValue } from "../../../holofile/mod.ts";
import type { Overrides, StarterMessage, StoredModel } from "../../../store/mod.ts";
import type { NetworkFacts } from "../../creation/network_facts.ts";

/** What holds for a model: its layers over its network's sections. */
export interface EffectiveFacts {
  /** Its chat template. */
  template?: string;
  /** Whether the template is the network's own. */
  ownTemplate: boolean;
  /** What it is told to be. */
  system?: string;
  /** Its options. */
  parameters: Record<string, ParameterValue>;
  /** Messages that start every conversation. */
  messages?: StarterMessage[];
  /** Its licences. */
  license: string[];
}

/** Puts a model's layers over what its network says. */
export function effectiveFacts(overrides: Overrides, network: NetworkFacts): EffectiveFacts {
  const { template, system, parameters, messages, licenses = [] } = overrides;
  return {
    template: template ?? network.template,
    ownTemplate: template === undefined,
    system,
    parameters: { ...network.parameters, ...parameters } as Record<string, ParameterValue>,
    messages,
    license: [network.license ?? [], licenses].flat(),
  };
}

/** The lines of `show --parameters`; nothing when there are none. */
export function parametersText(parameters: Record<string, ParameterValue>): string | undefined {
  return Object.keys(parameters).length === 0 ? undefined : formatParameters(parameters);
}

/**
 * The Holofile that makes a model again. What a Holofile has no form for is left to the network where it comes from
 * there, and else told in a comment.
 */
export function modelfileOf(
  model: StoredModel,
  path: string,
  { ownTemplate, ...facts }: EffectiveFacts,
): string {
  const { config, displayName } = model;
  const all = {
    ...facts,
    name: displayName,
    from: path,
    inputs: config.input_shapes,
    memory_budget: config.memory_budget_mb,
    parallel: config.parallel,
    description: config.description,
    requires: config.requires,
  };
  try {
    return modelHolofile(all);
  } catch (error) {
    if (!(error instanceof HologramError)) throw error;
    if (ownTemplate && facts.template !== undefined) {
      return modelfileOf(model, path, { ...facts, template: undefined, ownTemplate: false });
    }
    return `# ${errorMessage(error)}\n`;
  }
}
