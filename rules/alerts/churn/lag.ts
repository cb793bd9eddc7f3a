import { consumerJob, consumerLag, messagesProcessed } from "../../../catalogue/churn.ts";
import {
  and,
  counterOf,
  deriv,
  gaugeOf,
  greater,
  less,
  multiply,
  or,
  rate,
  sum,
} from "../../../catalogue/promql/build.ts";
import { alert } from "../../alert.ts";
import { constant, growing, justAbove, justBelow, ramp } from "../../fixture.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { instance, perTopic, topic } from "./series.ts";

export const consumerLagIncreasing = alert({
  name: "ConsumerLagIncreasing",
  component: "consumer",
  jobs: [consumerJob],
  severity: "warning",
  for: "10m",
  window: "15m",
  numbers: {
    threshold: { default: 1000, unit: "messages", min: 1, max: 1e12, source: "churn.md, Alert Rules" },
  },
  panel: "churn-consumer/consumer-lag",
  relations: { failsWith: [consumerJob] },
  summary: "Consumer lag keeps growing",
  description: ({ numbers }) =>
    `The lag of {{ $labels.topic }} is ${valueTemplate("messages")} and grows (threshold ${formatValue(numbers.threshold, "messages")}).`,
  // Summed over partitions: one that is drained must not hide, nor one that fills cry alone.
  expression: ({ numbers, window }) =>
    and(
      greater(sum(gaugeOf(consumerLag), perTopic), numbers.threshold),
      greater(sum(deriv(gaugeOf(consumerLag), window), perTopic), 0),
    ),
  proof: ({ numbers: { threshold } }) => {
    const half = (partition: string, from: number, to: number) =>
      ramp(consumerLag, { ...instance, topic, partition }, from / 2, to / 2);
    const lag = (from: number, to: number) => [half("0", from, to), half("1", from, to)];
    return {
      fires: lag(justAbove(threshold), 2 * threshold),
      quiet: {
        "just below the threshold": lag(0.9 * threshold, justBelow(threshold)),
        "high, but shrinking": lag(3 * threshold, justAbove(threshold)),
      },
      whenAbsent: "quiet",
    };
  },
});

export const consumerLagHigh = alert({
  name: "ConsumerLagHigh",
  component: "consumer",
  jobs: [consumerJob],
  severity: "warning",
  for: "15m",
  numbers: {
    threshold: {
      default: 10_000,
      unit: "messages",
      min: 1,
      max: 1e12,
      source: "ten times the lag that must not grow; the document has no alert for a lag that is high and steady",
    },
  },
  panel: "churn-consumer/consumer-lag",
  relations: { failsWith: [consumerJob] },
  summary: "Consumer lag stays high",
  description: ({ numbers }) =>
    `The lag of {{ $labels.topic }} is ${valueTemplate("messages")} (threshold ${formatValue(numbers.threshold, "messages")}).`,
  expression: ({ numbers }) => greater(sum(gaugeOf(consumerLag), perTopic), numbers.threshold),
  proof: ({ numbers: { threshold } }) => ({
    fires: [constant(consumerLag, { ...instance, topic, partition: "0" }, justAbove(threshold))],
    quiet: {
      "just below the threshold": [constant(consumerLag, { ...instance, topic, partition: "0" }, justBelow(threshold))],
    },
    whenAbsent: "quiet",
  }),
});

export const lowThroughput = alert({
  name: "LowThroughput",
  component: "consumer",
  jobs: [consumerJob],
  severity: "warning",
  for: "10m",
  window: "5m",
  numbers: {
    threshold: { default: 1, unit: "messagesPerSecond", min: 0.001, max: 1e6, source: "churn.md, Alert Rules" },
  },
  panel: "churn-consumer/processing-rate",
  relations: { failsWith: [consumerJob] },
  summary: "Low throughput while messages wait",
  description: ({ numbers }) =>
    `{{ $labels.topic }} is processed at ${valueTemplate("messagesPerSecond")} although messages wait (expected at least ${formatValue(numbers.threshold, "messagesPerSecond")}).`,
  // Only while there is lag: a quiet topic, or a batch that is done, is no fault of the consumer.
  expression: ({ numbers, window }) => {
    const waiting = sum(gaugeOf(consumerLag), perTopic);
    const processed = sum(rate(counterOf(messagesProcessed), window), perTopic);
    return and(less(or(processed, multiply(waiting, 0)), numbers.threshold), greater(waiting, 0));
  },
  proof: ({ numbers: { threshold } }) => {
    const done = (perSecond: number) =>
      growing(messagesProcessed, { ...instance, topic, status: "success" }, perSecond);
    const waiting = (messages: number) => constant(consumerLag, { ...instance, topic, partition: "0" }, messages);
    return {
      fires: [done(justBelow(threshold)), waiting(200)],
      quiet: {
        "just above the threshold": [done(justAbove(threshold)), waiting(200)],
        "a quiet topic": [done(0), waiting(0)],
      },
      whenAbsent: "quiet",
    };
  },
});
