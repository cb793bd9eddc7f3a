import { brokerConnected, consumerJob, healthJob, modelLoaded, processingLatency } from "../../../catalogue/churn.ts";
import { absent, equals, gaugeOf, greater, or, quantile } from "../../../catalogue/promql/build.ts";
import { probeSuccess, up } from "../../../catalogue/synthetic.ts";
import { alert } from "../../alert.ts";
import { constant, distribution, justAbove, justBelow } from "../../fixture.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { instance } from "./series.ts";

/** The quantile that latency alerts and panels speak of. */
export const latencyQuantile = 0.95;

export const consumerDown = alert({
  name: "ConsumerDown",
  component: "consumer",
  jobs: [consumerJob],
  severity: "critical",
  for: "1m",
  panel: "churn-consumer/consumer-health",
  relations: { stops: { jobs: [consumerJob] } },
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

export const consumerUnhealthy = alert({
  name: "ConsumerUnhealthy",
  component: "consumer",
  jobs: [healthJob],
  severity: "warning",
  for: "2m",
  panel: "churn-consumer/consumer-health",
  relations: { failsWith: [consumerJob] },
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

export const consumerDisconnected = alert({
  name: "ConsumerDisconnected",
  component: "consumer",
  jobs: [consumerJob],
  severity: "critical",
  for: "1m",
  panel: "churn-consumer/consumer-health",
  relations: { stops: { jobs: [consumerJob] } },
  summary: "Consumer disconnected from its Kafka broker",
  description: ({ for: wait }) => `{{ $labels.instance }} has had no broker for more than ${wait}.`,
  expression: () => equals(gaugeOf(brokerConnected), 0),
  proof: () => ({
    fires: [constant(brokerConnected, instance, 0)],
    quiet: { "the broker answers": [constant(brokerConnected, instance, 1)] },
    whenAbsent: "quiet",
  }),
});

export const modelNotLoaded = alert({
  name: "ModelNotLoaded",
  component: "model",
  jobs: [consumerJob],
  severity: "critical",
  for: "1m",
  panel: "churn-consumer/consumer-health",
  relations: { stops: { jobs: [consumerJob] } },
  summary: "Churn model not loaded",
  description: () => "{{ $labels.instance }} cannot score messages without its model.",
  expression: () => equals(gaugeOf(modelLoaded), 0),
  proof: () => ({
    fires: [constant(modelLoaded, instance, 0)],
    quiet: { "the model is loaded": [constant(modelLoaded, instance, 1)] },
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
