/**
 * Works on a store from a process of its own: `store_child.ts <root> <mode> <seed>`.
 *
 * `replace` creates ever newer versions of three models until it is killed, and says on standard output what it
 * starts and what it has done. `churn` creates, copies and removes models, then ends.
 *
 * @module
 */
import { Store } from "../../src/store/mod.ts";
import { createVersion, HOST } from "./sample_model.ts";

const [root, mode, seed] = Deno.args as [string, string, string];
const store = new Store(root, { defaultHost: HOST });

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

if (mode === "replace") {
  say("ready");
  for (let version = Number(seed);; version++) {
    for (const name of ["a", "n/b", "c"]) {
      say(`start ${name} ${version}`);
      await createVersion(store, name, version);
      say(`done ${name} ${version}`);
    }
    say(`start n/b -1`);
    await store.remove("n/b");
    say(`done n/b -1`);
  }
} else {
  for (let round = 0; round < 5; round++) {
    await Promise.all([0, 1, 2, 3].map(async (index) => {
      const name = `m${(index + round) % 5}`;
      await createVersion(store, name, Number(seed) + round);
      await Promise.allSettled([store.copy(name, `${name}:copy`), store.remove(`${name}:copy`)]);
    }));
  }
  say("finished");
}
