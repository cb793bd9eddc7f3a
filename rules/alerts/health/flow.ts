import { sourcePending } from "../../../catalogue/flink-taskmanager.ts";
import { applicationJob, taskManagerJob } from "../../../catalogue/health.ts";
import { consumptionLatency, recordsConsumed } from "../../../catalogue/health-application.ts";
import { and, counterOf, gaugeOf, greater, less, quantile, rate, sum } from "../../../catalogue/promql/build.ts";
import type { Duration } from "../../../catalogue/promql/expression.ts";
import { alert } from "../../alert.ts";
import { constant, distribution, growing, justAbove, justBelow } from "../../fixture.ts";
import { kafkaLag } from "../../recording/health.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { application, elsewhere, here, source, taskManager } from "./series.ts";

/** The quantile that latency alerts and panels speak of. */
export const latencyQuantile = 0.95;

/** Records per second that the job takes from Kafka. */
export const consumedRate = (window: Duration) => sum(rate(counterOf(recordsConsumed, here), window));

const consuming = (perSecond: number) => growing(recordsConsumed, application, perSecond);
const othersConsume = growing(recordsConsumed, { ...application, ...elsewhere }, 1000);
const waiting = (records: number) => constant(sourcePending, { ...taskManager, ...source }, records);

export const noRecordsConsumed = alert({
  name: "NoRecordsConsumed",
  component: "source",
  jobs: [applicationJob],
  severity: "warning",
  for: "15m",
  window: "15m",
  numbers: {
    threshold: {
      default: 0.1,
      unit: "recordsPerSecond",
      min: 0,
      max: 1e6,
      source: "ours: a thousandth of the least that the document expects is silence",
    },
  },
  panel: "health-consumer/throughput",
  relations: { starvesAt: { jobs: [applicationJob] } },
  summary: "Next to nothing comes from Kafka",
  description: ({ numbers, window }) =>
    `The job takes ${valueTemplate("recordsPerSecond")} from Kafka, counted over ${window} (threshold ${formatValue(numbers.threshold, "recordsPerSecond")}): the producers are silent, or Kafka is out of reach.`,
  // The lag cannot tell: it stands still where the source no longer reaches Kafka, and is 0 where nobody produces.
  expression: ({ numbers, window }) => less(consumedRate(window), numbers.threshold),
  proof: ({ numbers: { threshold } }) => ({
    fires: [consuming(justBelow(threshold)), othersConsume],
    quiet: { "just above the threshold": [consuming(justAbove(threshold))] },
    whenAbsent: "quiet",
  }),
});

export const highKafkaLag = alert({
  name: "HighKafkaLag",
  component: "source",
  jobs: [taskManagerJob],
  severity: "warning",
  for: "10m",
  numbers: {
    threshold: { default: 100_000, unit: "records", min: 1, max: 1e12, source: "health.md, Alerting Rules" },
  },
  panel: "health-consumer/lag",
  relations: { starvesAt: { jobs: [applicationJob] } },
  summary: "Many records wait in Kafka",
  description: ({ numbers }) =>
    `${valueTemplate("records")} wait for {{ $labels.operator_name }} of {{ $labels.job_name }} (threshold ${formatValue(numbers.threshold, "records")}).`,
  expression: ({ numbers }) => greater(gaugeOf(kafkaLag), numbers.threshold),
  proof: ({ numbers: { threshold } }) => ({
    fires: [waiting(justAbove(threshold))],
    quiet: { "just below the threshold": [waiting(justBelow(threshold))] },
    whenAbsent: "quiet",
  }),
});

export const highConsumptionLatency = alert({
  name: "HighConsumptionLatency",
  component: "source",
  jobs: [applicationJob],
  severity: "warning",
  for: "10m",
  window: "5m",
  numbers: {
    threshold: {
      default: 600,
      unit: "seconds",
      min: 0.1,
      // A quantile never exceeds the histogram's last bound.
      max: Math.max(...consumptionLatency.buckets) * 0.95,
      source: "ours: below the 1,000 s that the document's lag of 100,000 means at its lowest throughput of 100/s",
    },
  },
  panel: "health-consumer/consumption-latency",
  relations: { starvesAt: { jobs: [applicationJob] } },
  summary: "Records are read late from Kafka",
  description: ({ numbers }) =>
    `P${latencyQuantile * 100} of the time that records wait in Kafka is ${valueTemplate("seconds")} (threshold ${formatValue(numbers.threshold, "seconds")}).`,
  expression: ({ numbers, window }) =>
    greater(quantile(latencyQuantile, consumptionLatency, window, { where: here }), numbers.threshold),
  proof: ({ numbers: { threshold } }) => {
    const late = (seconds: number) => [
      ...distribution(consumptionLatency, application, latencyQuantile, seconds, 100),
      ...distribution(consumptionLatency, { ...application, ...elsewhere }, latencyQuantile, 1, 10_000),
    ];
    return {
      fires: late(justAbove(threshold)),
      quiet: { "just below the threshold": late(justBelow(threshold)) },
      whenAbsent: "quiet",
    };
  },
});

export const lowThroughput = alert({
  name: "LowThroughput",
  component: "source",
  jobs: [applicationJob, taskManagerJob],
  severity: "warning",
  for: "10m",
  window: "5m",
  numbers: {
    threshold: {
      default: 100,
      unit: "recordsPerSecond",
      min: 0.001,
      max: 1e6,
      source: "health.md, Alerting Rules",
    },
    backlog: {
      default: 6000,
      unit: "records",
      min: 0,
      max: 1e12,
      source: "ours: a minute's work at the threshold; a few records always wait",
    },
  },
  panel: "health-consumer/throughput",
  relations: { starvesAt: { jobs: [applicationJob] } },
  summary: "Low throughput while records wait",
  description: ({ numbers }) =>
    `The job takes ${valueTemplate("recordsPerSecond")} from Kafka (expected at least ${formatValue(numbers.threshold, "recordsPerSecond")}) although more than ${formatValue(numbers.backlog, "records")} wait.`,
  // A quiet hour is no fault; a job that is gone has alerts of its own.
  expression: ({ numbers, window }) =>
    and(less(consumedRate(window), numbers.threshold), greater(sum(gaugeOf(kafkaLag)), numbers.backlog)),
  proof: ({ numbers: { threshold, backlog } }) => {
    const many = waiting(Math.max(1, justAbove(backlog)));
    return {
      fires: [consuming(justBelow(threshold)), many, othersConsume],
      quiet: {
        "just above the threshold": [consuming(justAbove(threshold)), many],
        "a quiet hour": [consuming(justBelow(threshold)), waiting(justBelow(backlog))],
      },
      whenAbsent: "quiet",
    };
  },
});
