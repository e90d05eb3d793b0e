/** What WebAssembly can do here. */
export interface WasmFeatures {
  /** Vectors of 128 bits, without which nothing runs. */
  simd: boolean;
  /** Vector instructions that may differ in the last bit between machines, and are faster. */
  relaxed_simd: boolean;
  /** Memory that several threads share. */
  threads: boolean;
}

/** A function that returns a vector, made of what stands in its body. */
function vectorFunction(body: readonly number[]): number[] {
  const code = [0, ...body, 0x0b];
  // Types: () -> v128. One function of it.
  const start = [1, 5, 1, 0x60, 0, 1, 0x7b, 3, 2, 1, 0];
  return [...start, 10, code.length + 2, 1, code.length, ...code];
}

/** `i8x16.popcnt` of `i8x16.splat` of 0. */
const SIMD = vectorFunction([0x41, 0, 0xfd, 0x0f, 0xfd, 0x62]);

/** `i8x16.relaxed_swizzle` of two vectors. */
const RELAXED_SIMD = vectorFunction([
  ...[0x41, 1, 0xfd, 0x0f],
  ...[0x41, 2, 0xfd, 0x0f],
  ...[0xfd, 0x80, 2],
]);

/** A shared memory of one page. */
const SHARED_MEMORY = [5, 4, 1, 3, 1, 1];

/** Finds out what WebAssembly can do here, by having small modules checked. */
export function wasmFeatures(): WasmFeatures {
  const validates = (sections: readonly number[]) =>
    WebAssembly.validate(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...sections));
  return {
    simd: validates(SIMD),
    relaxed_simd: validates(RELAXED_SIMD),
    threads: typeof SharedArrayBuffer === "function" && validates(SHARED_MEMORY),
  };
}
