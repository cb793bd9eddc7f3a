import { consumerJob, messagesProcessed } from "../../../catalogue/churn.ts";
import { and, counterOf, divide, greater, rate, sum } from "../../../catalogue/promql/build.ts";
import { alert } from "../../alert.ts";
import { growing, justAbove, justBelow } from "../../fixture.ts";
import { burnRateAlerts } from "../../slo.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { instance, perTopic, topic } from "./series.ts";

/** Messages of one topic that are done, by outcome. */
const outcomes = (failedRatio: number, perSecond: number) => [
  growing(messagesProcessed, { ...instance, topic, status: "failed" }, failedRatio * perSecond),
  growing(messagesProcessed, { ...instance, topic, status: "success" }, (1 - failedRatio) * perSecond),
];

/** The promise on the share of messages that succeed. */
export const objective = burnRateAlerts({
  component: "consumer",
  jobs: [consumerJob],
  panel: "churn-consumer/success-rate",
  bad: "of the messages failed",
  objective: { default: 0.99, source: "a fifth of what HighErrorRate lets pass: the month's average must be better" },
  badRatio: (window) =>
    divide(
      sum(rate(counterOf(messagesProcessed, { status: "failed" }), window)),
      sum(rate(counterOf(messagesProcessed), window)),
    ),
  traffic: {
    rate: (window) => sum(rate(counterOf(messagesProcessed), window)),
    minimum: {
      default: 0.1,
      unit: "messagesPerSecond",
      min: 0,
      max: 1e6,
      source: "as for HighErrorRate: below it one failure is a high share",
    },
  },
  fixture: outcomes,
});

export const highErrorRate = alert({
  name: "HighErrorRate",
  component: "consumer",
  jobs: [consumerJob],
  severity: "warning",
  for: "5m",
  window: "5m",
  numbers: {
    threshold: { default: 0.05, unit: "ratio", min: 0, max: 1, source: "churn.md, Alert Rules" },
    minimumRate: {
      default: 0.1,
      unit: "messagesPerSecond",
      min: 0,
      max: 1e6,
      source: "below six messages a minute one failure would be a high share",
    },
  },
  panel: "churn-consumer/success-rate",
  summary: "High share of failed messages",
  description: ({ numbers }) =>
    `${valueTemplate("ratio")} of the messages of {{ $labels.topic }} fail (threshold ${formatValue(numbers.threshold, "ratio")}).`,
  expression: ({ numbers, window }) => {
    const all = sum(rate(counterOf(messagesProcessed), window), perTopic);
    const failed = sum(rate(counterOf(messagesProcessed, { status: "failed" }), window), perTopic);
    return and(greater(divide(failed, all), numbers.threshold), greater(all, numbers.minimumRate));
  },
  proof: ({ numbers: { threshold, minimumRate } }) => ({
    fires: outcomes(justAbove(threshold), justAbove(minimumRate)),
    quiet: {
      "just below the threshold": outcomes(justBelow(threshold), 100),
      "too few messages to tell": outcomes(justAbove(threshold), justBelow(minimumRate)),
    },
    whenAbsent: "quiet",
  }),
});
