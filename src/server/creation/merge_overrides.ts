import type { Overrides } from "../../store/mod.ts";
import type { CreateRequest } from "../schemas/create_request.ts";
import type { NetworkFacts } from "./network_facts.ts";

/**
 * What a model says in the place of its network's sections: its parent's, with the request's on top. Parameters are
 * merged key by key, licences add up, the rest is replaced; an empty text replaces nothing, as in Ollama. What the
 * network says itself is left out, so that a model made of another's Holofile is the same model.
 */
export function mergeOverrides(
  parent: Overrides | undefined,
  { template, system, parameters, messages, license }: CreateRequest,
  network: NetworkFacts,
): Overrides {
  const licenses = [...parent?.licenses ?? [], ...[license ?? []].flat()].filter(Boolean);
  const merged: Record<string, unknown> = { ...parent?.parameters, ...parameters };
  const kept = Object.entries(merged).filter(([name, value]) => network.parameters[name] !== value);
  const ownTemplate = template || parent?.template;
  return {
    template: ownTemplate === network.template ? undefined : ownTemplate,
    system: system || parent?.system,
    parameters: Object.fromEntries(kept),
    messages: messages && messages.length > 0 ? messages : parent?.messages,
    licenses: [...new Set(licenses)].filter((text) => text !== network.license),
  };
}
