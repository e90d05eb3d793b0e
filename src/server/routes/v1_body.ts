import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { errorMessage, HologramError } from "../../base/mod.ts";
import type * as z from "../../deps/zod.ts";
import { readBody } from "../read_body.ts";

/** As long as a compressed body may become, so that a small one cannot fill the memory. */
const MAX_BYTES = 8 * 2 ** 20;

/** Gives the bytes behind an encoding, or throws when they are more than the bound. */
type Decoder = (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array;

const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: gunzipSync,
  "x-gzip": gunzipSync,
  zstd: (bytes, options) => zstdDecompressSync(bytes, options),
};

/** The body has an encoding that nobody here can read. */
class UnsupportedEncoding extends HologramError {
  override get status(): number {
    return 415;
  }
}

/**
 * The JSON body of a request to `/v1`, checked by a schema; it may be compressed by gzip or zstd.
 *
 * @throws {HologramError} `invalid` when the body is missing, cannot be decompressed, is longer than 8 MiB then, is
 * no JSON, or does not fit; `unsupported`, with the status 415, when its encoding is another one.
 */
export async function readV1Body<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const encoding = request.headers.get("content-encoding")?.trim().toLowerCase() ?? "identity";
  if (encoding === "identity" || encoding === "") return await readBody(request, schema);
  const decode = DECODERS[encoding];
  if (decode === undefined) {
    throw new UnsupportedEncoding(
      `Cannot read the request: content encoding ${encoding} is not supported`,
      { kind: "unsupported", hint: "Send it as it is, or compressed by gzip or zstd" },
    );
  }
  const body = decompress(decode, await request.bytes(), encoding);
  return await readBody(new Request(request.url, { method: "POST", body }), schema);
}

function decompress(
  decode: Decoder,
  bytes: Uint8Array,
  encoding: string,
): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(decode(bytes, { maxOutputLength: MAX_BYTES }));
  } catch (error) {
    const why = (error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE"
      ? `it is longer than ${MAX_BYTES} bytes when decompressed`
      : errorMessage(error);
    throw new HologramError(`Cannot read the request, compressed by ${encoding}: ${why}`, {
      kind: "invalid",
      cause: error,
    });
  }
}
