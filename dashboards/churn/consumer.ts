import {
  brokerConnected,
  consumerJob,
  consumerLag,
  messagesFailed,
  messagesProcessed,
  modelLoaded,
  processingLatency,
} from "../../catalogue/churn.ts";
import {
  counterOf,
  divide,
  gaugeOf,
  greater,
  max,
  mean,
  min,
  multiply,
  quantile,
  rate,
  sum,
} from "../../catalogue/promql/build.ts";
import { up } from "../../catalogue/synthetic.ts";
import { highProcessingLatency, latencyQuantile } from "../../rules/alerts/churn/consumer.ts";
import { highErrorRate } from "../../rules/alerts/churn/errors.ts";
import { consumerLagHigh, consumerLagIncreasing, lowThroughput } from "../../rules/alerts/churn/lag.ts";
import { formatValue } from "../../rules/units.ts";
import type { DashboardDefinition, PanelContext } from "../definition.ts";
import { half } from "../layout.ts";

const where = { instance: { matches: "$instance" } } as const;

function panels({ tuning }: PanelContext) {
  const errors = tuning(highErrorRate);
  const latency = tuning(highProcessingLatency);
  const lag = tuning(consumerLagIncreasing);
  const throughput = tuning(lowThroughput);
  const errorThreshold = errors.numbers.threshold;
  const latencyThreshold = latency.numbers.threshold;
  const lagThreshold = lag.numbers.threshold;
  const throughputThreshold = throughput.numbers.threshold;
  const processed = (status?: "success") =>
    sum(rate(counterOf(messagesProcessed, status === undefined ? where : { ...where, status }), errors.window));
  return [
    {
      id: 6,
      key: "consumer-health",
      title: "Consumer Health",
      description:
        "Whether the model is loaded and the broker answers, the worst of all instances. Good: both Healthy.",
      kind: "stat",
      unit: "none",
      queries: [
        { expression: min(gaugeOf(modelLoaded, where)), legend: "Model" },
        { expression: min(gaugeOf(brokerConnected, where)), legend: "Broker" },
      ],
      mapping: { "0": { text: "Unhealthy", color: "red" }, "1": { text: "Healthy", color: "green" } },
      x: 0,
      y: 0,
      width: 12,
      height: 4,
    },
    {
      id: 2,
      key: "success-rate",
      title: "Success Rate (%)",
      description: `Share of messages that succeeded over ${errors.window}. Good: green. Below ${formatValue(1 - errorThreshold, "ratio")} HighErrorRate fires.`,
      kind: "stat",
      unit: "percent",
      decimals: 2,
      // Without traffic there is no share, rather than 0/0.
      queries: [
        {
          expression: multiply(100, divide(processed("success"), greater(processed(), 0))),
          legend: "Success",
        },
      ],
      steps: [
        { value: 0, color: "red" },
        { value: 100 * (1 - errorThreshold), color: "yellow" },
        // The document's 99 %: a fifth of the share of errors at which the alert fires.
        { value: 100 * (1 - errorThreshold / 5), color: "green" },
      ],
      x: 12,
      y: 0,
      width: 12,
      height: 4,
    },
    {
      id: 1,
      key: "processing-rate",
      title: "Message Processing Rate (msg/sec)",
      description: `Messages finished per second, by outcome. Good: steady, hardly any failed. Below ${formatValue(throughputThreshold, "messagesPerSecond")} with messages waiting, LowThroughput fires.`,
      kind: "timeseries",
      unit: "cps",
      queries: [
        {
          expression: sum(rate(counterOf(messagesProcessed, where), throughput.window), ["status", "topic"]),
          legend: "{{status}} - {{topic}}",
        },
      ],
      steps: [{ value: throughputThreshold, color: "red" }],
      x: 0,
      y: 4,
      ...half,
    },
    {
      id: 7,
      key: "consumer-lag",
      title: "Consumer Lag (messages)",
      description: `Messages that wait, by topic. Good: near zero, or falling. Above ${formatValue(lagThreshold, "messages")} and growing, ConsumerLagIncreasing fires; above the red line for long, ConsumerLagHigh.`,
      kind: "timeseries",
      unit: "short",
      queries: [{ expression: sum(gaugeOf(consumerLag, where), ["topic"]), legend: "{{topic}}" }],
      steps: [
        { value: lagThreshold, color: "yellow" },
        { value: tuning(consumerLagHigh).numbers.threshold, color: "red" },
      ],
      x: 12,
      y: 4,
      ...half,
    },
    {
      id: 3,
      key: "average-latency",
      title: "Average Processing Latency (seconds)",
      description: "Mean time for a whole message. Good: flat; a rise shows in the 95th percentile first.",
      kind: "timeseries",
      unit: "s",
      queries: [
        {
          expression: mean(processingLatency, latency.window, { where: { ...where, operation: "total" } }),
          legend: "average",
        },
      ],
      x: 0,
      y: 12,
      ...half,
    },
    {
      id: 5,
      key: "latency-by-operation",
      title: "95th Percentile Latency by Operation",
      description: `Time that ${formatValue(latencyQuantile, "ratio")} of the messages stay below, by step. Good: inference is the largest part. With total above ${formatValue(latencyThreshold, "seconds")} HighProcessingLatency fires.`,
      kind: "timeseries",
      unit: "s",
      queries: [
        {
          expression: quantile(latencyQuantile, processingLatency, latency.window, { by: ["operation"], where }),
          legend: "{{operation}}",
        },
      ],
      steps: [{ value: latencyThreshold, color: "red" }],
      x: 12,
      y: 12,
      ...half,
    },
    {
      id: 4,
      key: "error-types",
      title: "Error Types Distribution",
      description: "Failed messages per second, by kind of error. Good: small, and no kind stands out.",
      kind: "pie",
      unit: "cps",
      queries: [
        {
          expression: sum(rate(counterOf(messagesFailed, where), errors.window), ["error_type"]),
          legend: "{{error_type}}",
        },
      ],
      x: 0,
      y: 20,
      ...half,
    },
    {
      id: 8,
      key: "scrape",
      title: "Consumer Reachable",
      description: "Whether Prometheus can scrape each instance. Good: 1. At 0 ConsumerDown fires.",
      kind: "timeseries",
      unit: "none",
      queries: [
        { expression: max(gaugeOf(up, { job: consumerJob.name, ...where }), ["instance"]), legend: "{{instance}}" },
      ],
      x: 12,
      y: 20,
      ...half,
    },
  ] as const;
}

/** The churn consumer: the document's six panels, its lag, and whether it can be reached. */
export const churnConsumer: DashboardDefinition = {
  uid: "churn-consumer",
  title: "Kafka Consumer Observability",
  description: "The Telco churn consumer: is it healthy, how fast, how late, what fails.",
  folder: "pipelines",
  tags: ["churn", "kafka"],
  variables: [{ name: "instance", label: "Instance", of: gaugeOf(up, { job: consumerJob.name }) }],
  panels,
};
