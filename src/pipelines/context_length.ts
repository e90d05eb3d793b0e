/** Context length of a model that does not say, as in Ollama. */
export const DEFAULT_CONTEXT_LENGTH = 4096;

/** Where a context's length may come from; 0 or nothing says nothing. */
export interface ContextLengthSources {
  /** The request or the model's parameters: option `num_ctx`. */
  option?: number;
  /** The server's configuration. */
  configured?: number;
  /** The longest sequence that the network was made for. */
  own?: number;
}

/** The length of a context: what the options say, else the configuration, else the network; never beyond the network's. */
export function contextLength({ option, configured, own }: ContextLengthSources): number {
  const wanted = option || configured || own || DEFAULT_CONTEXT_LENGTH;
  return Math.min(wanted, own || wanted);
}
