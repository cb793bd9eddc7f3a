import { consumerJob, consumerLag, type operations } from "../../catalogue/churn.ts";
import type { Scenario } from "./model.ts";
import { knownValues } from "./series.ts";

/** The steps of a message; `total` is their sum. */
export type Step = Exclude<(typeof operations)[number], "total">;

/** What the churn consumer works under. */
export interface Conditions {
  readonly brokerConnected: boolean;
  readonly modelLoaded: boolean;
  readonly messagesPerSecond: number;
  /** Share of the messages that fail, from 0 to 1. */
  readonly failedRatio: number;
  /** Mean time of each step. */
  readonly stepSeconds: Readonly<Record<Step, number>>;
  /** Lag by partition when the scenario begins. */
  readonly backlog: Readonly<Record<string, number>>;
  /** Growth of the lag, all partitions together. */
  readonly lagPerSecond: number;
  /** Where the growth ends, all partitions together. */
  readonly lagCeiling: number;
}

const partitions = knownValues(consumerLag.labels.partition);

/** Shares whole messages among the topic's partitions, the first of them taking what is left over. */
export const spread = (messages: number): Record<string, number> =>
  Object.fromEntries(
    partitions.map((partition, index) => [
      partition,
      Math.floor(messages / partitions.length) + (index < messages % partitions.length ? 1 : 0),
    ]),
  );

const healthy: Conditions = {
  brokerConnected: true,
  modelLoaded: true,
  messagesPerSecond: 20,
  failedRatio: 0.01,
  stepSeconds: { validation: 0.002, transformation: 0.008, inference: 0.03 },
  // Exactly 0: with any lag, LowThroughput would join each scenario that stops the consumer.
  backlog: spread(0),
  lagPerSecond: 0,
  lagCeiling: Number.POSITIVE_INFINITY,
};

/** A consumer that works on nothing: it takes no messages, and asks nobody for the lag. */
const idle = { messagesPerSecond: 0 } as const;

const scenario = (
  description: string,
  alerts: readonly string[],
  conditions: Partial<Conditions> = {},
  silent: readonly string[] = [],
): Scenario<Conditions> => ({ description, alerts, silent, conditions: { ...healthy, ...conditions } });

/** What can befall the churn consumer. */
export const churnScenarios = {
  healthy: scenario("20 messages per second, 1 % of them fail, none waits.", []),
  "broker-lost": scenario(
    "The broker does not answer: nothing is processed and the lag stands still.",
    ["ConsumerDisconnected", "ConsumerUnhealthy"],
    { ...idle, brokerConnected: false },
  ),
  "model-not-loaded": scenario(
    "The model did not load, so the consumer takes no messages.",
    ["ModelNotLoaded", "ConsumerUnhealthy"],
    { ...idle, modelLoaded: false },
  ),
  "error-burst": scenario(
    "30 % of the messages fail.",
    ["HighErrorRate", "ErrorBudgetBurnFast", "ErrorBudgetBurnSlow"],
    { failedRatio: 0.3 },
  ),
  "slow-processing": scenario(
    "A message takes 3 s, nearly all of it inference; many are worked on at once.",
    ["HighProcessingLatency"],
    { stepSeconds: { ...healthy.stepSeconds, inference: 3 } },
  ),
  // An hour of growth before the ceiling, which lies below ConsumerLagHigh.
  "lag-growing": scenario(
    "The lag starts at 1,500 and grows by 2 per second, up to 9,000.",
    ["ConsumerLagIncreasing"],
    { backlog: spread(1_500), lagPerSecond: 2, lagCeiling: 9_000 },
  ),
  // The backlog comes with partitions taken over from another consumer. On a known partition it would be a jump,
  // and a jump is growth for as long as the alert's window holds it.
  "lag-high": scenario(
    "Two further partitions are assigned, with a steady backlog of 20,000 in all.",
    ["ConsumerLagHigh"],
    { backlog: { ...spread(0), [partitions.length]: 10_000, [partitions.length + 1]: 10_000 } },
  ),
  silence: scenario("Nothing is processed while 200 messages wait.", ["LowThroughput"], {
    ...idle,
    backlog: spread(200),
  }),
  crash: scenario(
    "The process is gone: its port refuses connections.",
    ["ConsumerDown", "ConsumerUnhealthy"],
    { ...idle, brokerConnected: false, modelLoaded: false },
    [consumerJob.name],
  ),
} as const satisfies Record<string, Scenario<Conditions>>;

export type ChurnScenario = keyof typeof churnScenarios;
