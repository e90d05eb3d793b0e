/** A proxy that breaks connections. */
export interface CuttingProxy extends AsyncDisposable {
  /** Its host, `127.0.0.1:12345`. */
  host: string;
  /** How often it has cut. */
  cuts: number;
}

/**
 * Starts a proxy in front of a port of this machine, which cuts a connection where `cutAt` says so: it is given the text
 * and the length of all that came over a connection, and gives after how many of these bytes to cut, if at all.
 */
export function startCuttingProxy(
  port: number,
  cutAt: (text: string, length: number) => number | undefined,
): CuttingProxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Promise<void>>();
  const proxy = {
    host: `127.0.0.1:${listener.addr.port}`,
    cuts: 0,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of connections) close(connection);
      await Promise.all(open);
    },
  };
  const connections = new Set<Deno.Conn>();
  const serve = async (client: Deno.Conn) => {
    const server = await Deno.connect({ hostname: "127.0.0.1", port });
    for (const connection of [client, server]) connections.add(connection);
    const back = server.readable.pipeTo(client.writable).catch(() => {});
    let [text, length] = ["", 0];
    const decoder = new TextDecoder("latin1");
    const buffer = new Uint8Array(64 * 1024);
    try {
      for (
        let count = await client.read(buffer);
        count !== null;
        count = await client.read(buffer)
      ) {
        const part = buffer.slice(0, count);
        text += decoder.decode(part);
        const at = cutAt(text, length + count);
        const passed = at === undefined ? part : part.subarray(0, Math.max(0, at - length));
        for (let sent = 0; sent < passed.length;) sent += await server.write(passed.subarray(sent));
        if (at !== undefined) {
          proxy.cuts++;
          // What was sent arrives before the end does.
          await new Promise((resolve) => setTimeout(resolve, 50));
          break;
        }
        length += count;
      }
    } catch {
      // The other side has gone.
    }
    for (const connection of [client, server]) close(connection);
    await back;
  };
  const accept = async () => {
    for await (const client of listener) {
      const served = serve(client).catch(() => {});
      open.add(served);
      served.finally(() => open.delete(served));
    }
  };
  open.add(accept());
  return proxy;
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // It is closed already.
  }
}
