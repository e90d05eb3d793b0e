import { HologramError } from "../../../base/mod.ts";

const DATA_URL = /^data:(?:image\/(?:jpeg|jpg|png|webp))?;base64,/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * The base64 text in the data URL of a picture: JPEG, PNG, WebP, or not said.
 *
 * @throws {HologramError} `unsupported` for an address in the web; `invalid` when it is no such URL.
 */
export function imageData(url: string): string {
  if (/^https?:\/\//i.test(url)) {
    throw new HologramError(
      "image URLs are not currently supported, please use base64 encoded data instead",
      { kind: "unsupported" },
    );
  }
  const data = url.replace(DATA_URL, "");
  if (data === url || !isBase64(data)) {
    throw new HologramError("invalid image input", {
      kind: "invalid",
      hint: "Send a data URL of a JPEG, PNG or WebP: data:image/png;base64,...",
    });
  }
  return data;
}

/** Whether a text is base64, with its padding. */
export function isBase64(text: string): boolean {
  return BASE64.test(text);
}
