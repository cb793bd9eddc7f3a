import {
  brokerConnected,
  churn,
  consumerJob,
  consumerLag,
  healthJob,
  messagesProcessed,
  modelLoaded,
  processingLatency,
} from "../../catalogue/churn.ts";
import {
  absent,
  and,
  counterOf,
  deriv,
  divide,
  equals,
  gaugeOf,
  greater,
  less,
  multiply,
  or,
  quantile,
  rate,
  sum,
} from "../../catalogue/promql/build.ts";
import { probeSuccess, up } from "../../catalogue/synthetic.ts";
import { alert, type PipelineAlerts } from "../alert.ts";
import { constant, distribution, growing, justAbove, justBelow, ramp } from "../fixture.ts";
import { burnRateAlerts } from "../slo.ts";
import { formatValue, valueTemplate } from "../units.ts";
import { standardAlerts } from "./standard.ts";

const topic = "telco.raw.customers";
const instance = { job: consumerJob.name, instance: "consumer:8000" };
const perTopic = ["topic"] as const;
/** The quantile that latency alerts and panels speak of. */
export const latencyQuantile = 0.95;

/** Messages of one topic that are done, by outcome. */
const outcomes = (failedRatio: number, perSecond: number) => [
  growing(messagesProcessed, { ...instance, topic, status: "failed" }, failedRatio * perSecond),
  growing(messagesProcessed, { ...instance, topic, status: "success" }, (1 - failedRatio) * perSecond),
];

const objective = burnRateAlerts({
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

const consumerDown = alert({
  name: "ConsumerDown",
  component: "consumer",
  jobs: [consumerJob],
  severity: "critical",
  for: "1m",
  panel: "churn-consumer/consumer-health",
  summary: "Churn consumer cannot be scraped",
  // Where no target is left there is no instance to name.
  description: () =>
    'Prometheus gets no answer from {{ or $labels.instance "any instance" }}, so nothing else is known of it.',
  // The gauges of the other alerts vanish with the process; only this one sees it die.
  expression: () => {
    const target = gaugeOf(up, { job: consumerJob.name });
    return or(equals(target, 0), absent(target));
  },
  proof: () => ({
    fires: [constant(up, instance, 0)],
    quiet: { "the target is up": [constant(up, instance, 1)] },
    whenAbsent: "fires",
  }),
});

const consumerUnhealthy = alert({
  name: "ConsumerUnhealthy",
  component: "consumer",
  jobs: [healthJob],
  severity: "warning",
  for: "2m",
  panel: "churn-consumer/consumer-health",
  summary: "Churn consumer reports itself unhealthy",
  description: () => 'The probe of {{ $labels.instance }} does not get 200 with status "healthy".',
  expression: () => equals(gaugeOf(probeSuccess, { job: healthJob.name }), 0),
  proof: () => ({
    fires: [constant(probeSuccess, { job: healthJob.name, instance: "http://consumer:8000/health" }, 0)],
    quiet: {
      "the probe succeeds": [
        constant(probeSuccess, { job: healthJob.name, instance: "http://consumer:8000/health" }, 1),
      ],
    },
    whenAbsent: "quiet",
  }),
});

const consumerDisconnected = alert({
  name: "ConsumerDisconnected",
  component: "consumer",
  jobs: [consumerJob],
  severity: "critical",
  for: "1m",
  panel: "churn-consumer/consumer-health",
  summary: "Consumer disconnected from its Kafka broker",
  description: ({ for: wait }) => `{{ $labels.instance }} has had no broker for more than ${wait}.`,
  expression: () => equals(gaugeOf(brokerConnected), 0),
  proof: () => ({
    fires: [constant(brokerConnected, instance, 0)],
    quiet: { "the broker answers": [constant(brokerConnected, instance, 1)] },
    whenAbsent: "quiet",
  }),
});

const modelNotLoaded = alert({
  name: "ModelNotLoaded",
  component: "model",
  jobs: [consumerJob],
  severity: "critical",
  for: "1m",
  panel: "churn-consumer/consumer-health",
  summary: "Churn model not loaded",
  description: () => "{{ $labels.instance }} cannot score messages without its model.",
  expression: () => equals(gaugeOf(modelLoaded), 0),
  proof: () => ({
    fires: [constant(modelLoaded, instance, 0)],
    quiet: { "the model is loaded": [constant(modelLoaded, instance, 1)] },
    whenAbsent: "quiet",
  }),
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

export const highProcessingLatency = alert({
  name: "HighProcessingLatency",
  component: "consumer",
  jobs: [consumerJob],
  severity: "warning",
  for: "5m",
  window: "5m",
  numbers: {
    threshold: {
      default: 1,
      unit: "seconds",
      min: 0.001,
      // A quantile never exceeds the histogram's last bound.
      max: Math.max(...processingLatency.buckets) * 0.95,
      source: "churn.md, Alert Rules",
    },
  },
  panel: "churn-consumer/latency-by-operation",
  summary: "Slow processing",
  description: ({ numbers }) =>
    `P${latencyQuantile * 100} of the time for a whole message is ${valueTemplate("seconds")} (threshold ${formatValue(numbers.threshold, "seconds")}).`,
  expression: ({ numbers, window }) =>
    greater(quantile(latencyQuantile, processingLatency, window, { where: { operation: "total" } }), numbers.threshold),
  proof: ({ numbers: { threshold } }) => {
    const total = (seconds: number) =>
      distribution(processingLatency, { ...instance, operation: "total" }, latencyQuantile, seconds, 100);
    return {
      fires: total(justAbove(threshold)),
      quiet: { "just below the threshold": total(justBelow(threshold)) },
      whenAbsent: "quiet",
    };
  },
});

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

export const churnAlerts: PipelineAlerts = {
  pipeline: "churn",
  alerts: [
    consumerDown,
    consumerUnhealthy,
    consumerDisconnected,
    modelNotLoaded,
    highErrorRate,
    highProcessingLatency,
    consumerLagIncreasing,
    consumerLagHigh,
    lowThroughput,
    ...objective,
    ...standardAlerts(churn, [consumerJob]),
  ],
};
