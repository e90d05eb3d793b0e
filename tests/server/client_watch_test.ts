import assert from "node:assert/strict";
import { ClientWatch } from "../../src/server/client_watch.ts";

const HEAD = "  sl  local_address rem_address   st tx_queue rx_queue\n";

function row(local: string, remote: string, state: string): string {
  return `   1: ${local} ${remote} ${state} 00000000:00000000 00:00000000\n`;
}

function address(hostname: string, port: number): Deno.NetAddr {
  return { transport: "tcp", hostname, port };
}

async function fired(signal: AbortSignal, limitMs: number): Promise<boolean> {
  for (let waited = 0; waited < limitMs && !signal.aborted; waited += 10) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return signal.aborted;
}

Deno.test("ClientWatch tells of a client that has closed its end, and of no other", async () => {
  // Port 11434 is 2CAA, 40000 is 9C40, 40001 is 9C41.
  let table = HEAD +
    row("0100007F:2CAA", "0100007F:9C40", "01") +
    row("00000000000000000000000001000000:2CAA", "00000000000000000000000001000000:9C40", "01") +
    row("0000000000000000FFFF00000100007F:2CAA", "0000000000000000FFFF00000100007F:9C41", "01");
  const watch = new ClientWatch(() => Promise.resolve(table));
  const clients = [
    watch.watch({ remote: address("127.0.0.1", 40000), localPort: 11434 }),
    watch.watch({ remote: address("::1", 40000), localPort: 11434 }),
    watch.watch({ remote: address("127.0.0.1", 40001), localPort: 11434 }),
  ];
  assert.equal(await fired(clients[0]!.signal, 600), false);
  table = table.replace("0100007F:9C40 01", "0100007F:9C40 08");
  assert.equal(await fired(clients[0]!.signal, 5000), true);
  assert.deepEqual(clients.map(({ signal }) => signal.aborted), [true, false, false]);
  table = HEAD;
  assert.equal(await fired(clients[1]!.signal, 5000), true);
  for (const client of clients) client.stop();
});

Deno.test("ClientWatch takes nobody for gone where the system tells nothing", async () => {
  const watch = new ClientWatch(() => Promise.resolve("\n"));
  const client = watch.watch({ remote: address("127.0.0.1", 40000), localPort: 11434 });
  assert.equal(await fired(client.signal, 600), false);
  client.stop();
});
