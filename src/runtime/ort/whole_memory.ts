/** The engine's largest memory, in pages of 64 KiB, and the most that a 32-bit number of bytes can name. */
const MAXIMUM_PAGES = 65536;
const WHOLE_PAGES = MAXIMUM_PAGES - 1;

/**
 * Does some work during which WebAssembly memories that threads share begin at their full length, so that they never
 * grow.
 *
 * A thread that computes while another grows the memory may not know of it yet: its copies beyond the old end then trap
 * ("memory access out of bounds"), the thread ends, and whoever waits for it waits for ever. Seen with onnxruntime-web
 * 1.30 on V8, with 2 threads, in more than a third of first runs over 1,000 tokens. Pages that nobody touches cost
 * addresses, no memory; where even those cannot be had, half as many are asked for, until they can.
 */
export async function withWholeMemories<T>(work: () => Promise<T>): Promise<T> {
  const { Memory } = WebAssembly;
  class WholeMemory extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      const { shared, maximum } = descriptor;
      if (shared && maximum === MAXIMUM_PAGES) return grown(Memory, descriptor) ?? this;
    }
  }
  WebAssembly.Memory = WholeMemory;
  try {
    return await work();
  } finally {
    WebAssembly.Memory = Memory;
  }
}

function grown(
  Memory: typeof WebAssembly.Memory,
  descriptor: WebAssembly.MemoryDescriptor,
): WebAssembly.Memory | undefined {
  for (let initial = WHOLE_PAGES; initial > descriptor.initial; initial >>= 1) {
    try {
      return new Memory({ ...descriptor, initial });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return undefined;
}
