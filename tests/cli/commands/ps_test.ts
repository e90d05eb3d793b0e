import assert from "node:assert/strict";
import { runCommand } from "../run_command.ts";

const MODELS = [
  { name: "tiny:latest", size: 4_200_000_000, size_vram: 4_200_000_000, ahead: 250_000 },
  { name: "Big:latest", size: 440_000_000, size_vram: 110_000_000, ahead: 1e13 },
  { name: "gone:latest", size: 1000, size_vram: 0, ahead: -1000 },
].map(({ ahead, ...model }) => ({
  ...model,
  context_length: 4096,
  expires_at: new Date(Date.now() + ahead).toISOString(),
}));

const answer = () => Response.json({ models: MODELS });

Deno.test("ps says where models compute and how long they stay", async () => {
  const { printed } = await runCommand(["ps"], { answer });
  assert.equal(
    printed,
    [
      "NAME           SIZE      PROCESSOR          CONTEXT    UNTIL",
      "tiny:latest    4.2 GB    100% GPU           4096       4 minutes from now",
      "Big:latest     440 MB    75%/25% CPU/GPU    4096       Forever",
      "gone:latest    1 KB      100% CPU           4096       Stopping...",
      "",
    ].join("\n"),
  );
});

Deno.test("ps takes a prefix in this very letter case", async () => {
  const names = async (prefix: string) => {
    const { printed } = await runCommand(["ps", prefix, "--json"], { answer });
    return JSON.parse(printed).models.map(({ name }: { name: string }) => name);
  };
  assert.deepEqual(await names("B"), ["Big:latest"]);
  assert.deepEqual(await names("b"), []);
  const { printed } = await runCommand(["ps", "b"], { answer });
  assert.equal(printed, "NAME    SIZE    PROCESSOR    CONTEXT    UNTIL\n");
});
