import { once } from "node:events";
import process from "node:process";
import { everyMilliseconds } from "./clock.ts";
import { FlagError, readFlags, usage } from "./flags.ts";
import { simulations } from "./simulations.ts";
import { type Log, startSimulator } from "./simulator.ts";

// The entry point: run by node, imported by nobody.

const tickMilliseconds = 250;

const log: Log = (event, fields) => {
  process.stdout.write(`${JSON.stringify({ timestamp: new Date().toISOString(), event, ...fields })}\n`);
};

/** Runs until it is told to stop; gives the exit code. */
async function main(args: readonly string[]): Promise<number> {
  // Before the start, so that a signal that comes early is not lost.
  const signal = Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")]);
  const all = simulations();
  const options = readFlags(args, all);
  if (options === "help") {
    process.stdout.write(usage(all));
    return 0;
  }
  const simulator = await startSimulator(all, options, everyMilliseconds(tickMilliseconds), log);
  await signal;
  await simulator.close();
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const wrongFlag = error instanceof FlagError;
    process.stderr.write(`simulator: ${error instanceof Error ? error.message : String(error)}\n`);
    if (wrongFlag) process.stderr.write(usage(simulations()));
    process.exitCode = wrongFlag ? 2 : 1;
  },
);
