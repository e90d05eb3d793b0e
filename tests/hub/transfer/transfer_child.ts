/**
 * Downloads one file in a process of its own: `transfer_child.ts <partials> <item as JSON>`. Says on standard output how many
 * bytes there are, a line each time.
 *
 * @module
 */
import { Transfers } from "../../../src/hub/transfer/mod.ts";

const [partials, item] = Deno.args as [string, string];
const transfers = new Transfers({
  partials,
  partBytes: 10_000,
  maxStreams: 4,
  checkpointMs: 10,
});
const encoder = new TextEncoder();
await transfers.download([JSON.parse(item)], {
  onProgress: ({ completed }) => Deno.stdout.writeSync(encoder.encode(`${completed}\n`)),
});
