import type { StoredModel } from "../../../store/mod.ts";

/** What `tags`, `show` and `ps` say of every model. */
export interface ModelDetails {
  /** Name of the model that this one was made from; empty for none. */
  parent_model: string;
  /** Always `holo`. */
  format: string;
  /** Family of the network. */
  family: string;
  /** Families of the network. */
  families: string[];
  /** Number of parameters, `656.13K`. */
  parameter_size: string;
  /** Type of the weights. */
  quantization_level: string;
}

/** The details of a model, from its configuration. */
export function modelDetails({ config }: StoredModel): ModelDetails {
  return {
    parent_model: "",
    format: config.format,
    family: config.family,
    families: config.families,
    parameter_size: config.parameter_size,
    quantization_level: config.quantization,
  };
}
