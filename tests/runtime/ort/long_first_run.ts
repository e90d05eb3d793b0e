import { embeddedModel } from "../../../src/assets.ts";
import { ModelHost } from "../../../src/runner/model_host.ts";

// Loads the embedded model with two threads and embeds a text as long as its context, first thing.
const path = await Deno.makeTempFile({ suffix: ".holo" });
await Deno.writeFile(path, await embeddedModel());
const host = new ModelHost();
await host.load({ path, threads: 2 });
await Deno.remove(path);
const { result } = await host.embed(
  { input: ["word ".repeat(5000)], truncate: true, normalize: true },
  { tensors: new Map(), signal: new AbortController().signal, emit: () => {} },
);
console.log(result.promptTokens);
Deno.exit(0);
