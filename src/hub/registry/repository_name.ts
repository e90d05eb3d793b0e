/** The parts of a model's name that say where it is in a registry. */
export interface RegistryModelName {
  /** Its owner there. */
  namespace: string;
  /** Its own name. */
  model: string;
  /** Its version or variant. */
  tag: string;
}

/** Where a model is in its registry. */
export interface RegistryReference {
  /** The repository, `library/smollm`. */
  repository: string;
  /** The tag, `latest`. */
  reference: string;
}

/**
 * Where the model of a name is in its registry: repository `namespace/model` and the tag, as they are written. `library/`,
 * which short names leave out, is part of the repository.
 */
export function registryReference({ namespace, model, tag }: RegistryModelName): RegistryReference {
  return { repository: `${namespace}/${model}`, reference: tag };
}
