import { once } from "node:events";
import process from "node:process";
import { FlagError, readFlags, usage } from "./flags.ts";
import { startService } from "./service.ts";
import type { Log } from "./watch.ts";

// The entry point: run by node, imported by nobody.

const log: Log = (event, fields) => {
  process.stdout.write(`${JSON.stringify({ timestamp: new Date().toISOString(), event, ...fields })}\n`);
};

/** Runs until it is told to stop; gives the exit code. */
async function main(args: readonly string[]): Promise<number> {
  // Before the start, so that a signal that comes early is not lost.
  const signal = Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")]);
  const options = readFlags(args);
  if (options === "help") {
    process.stdout.write(usage);
    return 0;
  }
  const service = await startService(options, log);
  await signal;
  await service.close();
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exit(code);
  },
  (error: unknown) => {
    const wrongFlag = error instanceof FlagError;
    process.stderr.write(`kafka-lag: ${error instanceof Error ? error.message : String(error)}\n`);
    if (wrongFlag) process.stderr.write(usage);
    process.exitCode = wrongFlag ? 2 : 1;
  },
);
