/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

/**
 * Ends the runner when its server is gone. A runner that computes sees neither the end of its standard input
 * nor a message, so this runs beside it, in a worker, and kills the whole process: `Deno.exit` in a worker would
 * end only the worker.
 */
const POLL_MS = 250;

self.onmessage = ({ data: parent }: MessageEvent<number>) => {
  setInterval(() => {
    if (Deno.ppid !== parent) Deno.kill(Deno.pid, "SIGKILL");
  }, POLL_MS);
};
