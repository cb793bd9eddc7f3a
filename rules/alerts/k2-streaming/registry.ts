import { registryJob, registryUp, schemaFetch } from "../../../catalogue/k2-systems.ts";
import { equals, gaugeOf, greater, quantile } from "../../../catalogue/promql/build.ts";
import { alert } from "../../alert.ts";
import { constant, distribution, justAbove, justBelow } from "../../fixture.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { latencyQuantile } from "./storage.ts";

const exporter = { job: registryJob.name, instance: "registry-exporter:8000", ...registryJob.labels };

/** No page: the jobs keep the schemas that they know, so only new schemas and restarts fail. */
export const schemaRegistryUnavailable = alert({
  name: "SchemaRegistryUnavailable",
  component: "schema-registry",
  jobs: [registryJob],
  severity: "warning",
  for: "5m",
  panel: "k2-streaming-operations/schema-registry-health",
  summary: "The Schema Registry does not answer",
  description: ({ for: wait }) =>
    `The exporter at {{ $labels.instance }} has had no answer from the Schema Registry for more than ${wait}.`,
  expression: () => equals(gaugeOf(registryUp), 0),
  proof: () => ({
    fires: [constant(registryUp, exporter, 0)],
    quiet: { "it answers": [constant(registryUp, exporter, 1)] },
    whenAbsent: "quiet",
  }),
});

export const schemaRegistrySlow = alert({
  name: "SchemaRegistrySlow",
  component: "schema-registry",
  jobs: [registryJob],
  severity: "warning",
  for: "10m",
  window: "10m",
  numbers: {
    threshold: {
      default: 1,
      unit: "seconds",
      min: 0.001,
      // A quantile never exceeds the histogram's last bound.
      max: Math.max(...schemaFetch.buckets) * 0.95,
      source: "a schema is read from memory: a hundredth of it is usual; the document has none",
    },
  },
  panel: "k2-streaming-operations/schema-fetch-latency",
  summary: "The Schema Registry is slow",
  description: ({ numbers }) =>
    `P${latencyQuantile * 100} of the time to fetch a schema is ${valueTemplate("seconds")} (threshold ${formatValue(numbers.threshold, "seconds")}).`,
  expression: ({ numbers, window }) => greater(quantile(latencyQuantile, schemaFetch, window), numbers.threshold),
  proof: ({ numbers: { threshold } }) => {
    const fetches = (seconds: number) => distribution(schemaFetch, exporter, latencyQuantile, seconds, 1);
    return {
      fires: fetches(justAbove(threshold)),
      quiet: { "just below the threshold": fetches(justBelow(threshold)) },
      whenAbsent: "quiet",
    };
  },
});
