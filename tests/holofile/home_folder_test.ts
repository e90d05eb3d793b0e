import assert from "node:assert/strict";
import { homeFolder } from "../../src/holofile/mod.ts";

const PASSWD = "root:x:0:0:root:/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\nno:x:1:1:::\n";

function options(env: Record<string, string>, passwd?: string) {
  return {
    env: (name: string) => env[name],
    readTextFile: (path: string) => {
      if (passwd === undefined || path !== "/etc/passwd") throw new Deno.errors.NotFound(path);
      return passwd;
    },
  };
}

Deno.test("homeFolder() takes the present user's folder from the environment", () => {
  assert.equal(homeFolder(undefined, options({ HOME: "/h", USERPROFILE: "/p" })), "/h");
  assert.equal(homeFolder(undefined, options({ HOME: "", USERPROFILE: "/p" })), "/p");
  assert.equal(homeFolder(undefined, options({})), undefined);
});

Deno.test("homeFolder() takes another user's folder from the list of users, where there is one", () => {
  assert.equal(homeFolder("ann", options({ HOME: "/h" }, PASSWD)), "/home/ann");
  assert.equal(homeFolder("root", options({}, PASSWD)), "/root");
  assert.equal(homeFolder("no", options({}, PASSWD)), undefined);
  assert.equal(homeFolder("an", options({}, PASSWD)), undefined);
  assert.equal(homeFolder("ann", options({})), undefined);
});
