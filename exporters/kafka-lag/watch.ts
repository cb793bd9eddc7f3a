import { setTimeout as sleep } from "node:timers/promises";
import { lastPoll, pollDuration, pollSuccess } from "../../catalogue/kafka-lag.ts";
import type { Cluster } from "./cluster.ts";
import { reasonOf } from "./errors.ts";
import { type Sample, sample } from "./page.ts";
import { type Memory, type Outcome, poll } from "./poll.ts";

/** What the exporter has to say; one JSON line each. */
export type Log = (event: string, fields: Readonly<Record<string, unknown>>) => void;

interface WatchOptions {
  readonly connect: () => Promise<Cluster>;
  /** Seconds between the beginnings of two polls. */
  readonly interval: number;
  readonly show: (samples: readonly Sample[]) => Promise<void>;
  readonly log: Log;
}

/** Longer than a healthy cluster takes by far. */
const leastPatience = 10;

/** Polls a cluster until it is told to stop; each poll's outcome replaces the one before, also if it is a failure. */
export async function watch({ connect, interval, show, log }: WatchOptions, signal: AbortSignal): Promise<void> {
  let memory: Memory = new Map();
  let cluster: Cluster | undefined;
  let complaint = "";
  const patience = Math.max(leastPatience, interval);
  const look = async (): Promise<Outcome> => {
    cluster ??= await connect();
    return within(patience, poll(cluster, memory, interval, patience / 2));
  };
  while (!signal.aborted) {
    const started = performance.now();
    const outcome: Outcome = await look().catch((error: unknown) => ({
      memory,
      samples: [],
      missing: [`the cluster: ${reasonOf(error)}`],
    }));
    memory = outcome.memory;
    if (outcome.samples.length === 0) {
      // Begun anew next time, from the brokers that were given: those that were found may all be gone.
      await cluster?.close().catch(() => undefined);
      cluster = undefined;
    }
    const seconds = (performance.now() - started) / 1000;
    await show([...outcome.samples, ...health(outcome.missing.length === 0, seconds)]);
    // Once, rather than at each poll.
    const now = outcome.missing.join("; ");
    if (now !== complaint) log(now === "" ? "answered" : "unanswered", now === "" ? {} : { missing: outcome.missing });
    complaint = now;
    await sleep(Math.max(0, interval - seconds) * 1000, undefined, { signal }).catch(() => undefined);
  }
  await cluster?.close().catch(() => undefined);
}

const health = (success: boolean, seconds: number): readonly Sample[] => [
  sample(pollSuccess, success ? 1 : 0, {}),
  sample(pollDuration, seconds, {}),
  sample(lastPoll, Date.now() / 1000, {}),
];

/** @throws if it takes longer than the given seconds */
async function within<T>(seconds: number, work: Promise<T>): Promise<T> {
  const done = new AbortController();
  const late = sleep(seconds * 1000, undefined, { signal: done.signal }).then(() => {
    throw new Error(`no answer within ${seconds} s`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort();
    late.catch(() => undefined);
  }
}
