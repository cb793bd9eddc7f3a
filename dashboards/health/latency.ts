import { consumptionLatency, processingLatency, writeLatency } from "../../catalogue/health-application.ts";
import { quantile } from "../../catalogue/promql/build.ts";
import { highConsumptionLatency, latencyQuantile } from "../../rules/alerts/health/flow.ts";
import { highProcessingLatency } from "../../rules/alerts/health/quality.ts";
import { here } from "../../rules/alerts/health/series.ts";
import { icebergWritesStalled } from "../../rules/alerts/health/sink.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { third, type Unplaced } from "../layout.ts";

const quantiles = [0.5, latencyQuantile, 0.99] as const;

/** How long a record waits, is worked on, and takes to be written. */
export function latencyPanels({ tuning }: PanelContext): readonly Unplaced[] {
  const processing = tuning(highProcessingLatency);
  const latency = tuning(highConsumptionLatency);
  const writing = tuning(icebergWritesStalled).window;
  return [
    {
      id: 12,
      key: "processing-latency",
      title: "P50, P95, P99 processing latency",
      description: `Time from a record's arrival in Flink to the sink. Good: flat. With P${latencyQuantile * 100} above ${formatValue(processing.numbers.threshold, "seconds")} HighProcessingLatency fires.`,
      section: "Latency",
      kind: "timeseries",
      unit: "s",
      queries: quantiles.map((q) => ({
        expression: quantile(q, processingLatency, processing.window),
        legend: `P${q * 100}`,
      })),
      steps: [{ value: processing.numbers.threshold, color: "red" }],
      ...third,
    },
    {
      id: 9,
      key: "consumption-latency",
      title: "Kafka consumption latency",
      description: `Time that ${formatValue(latencyQuantile, "ratio")} of the records waited less than in Kafka: the lag, in seconds. Good: seconds. Above ${formatValue(latency.numbers.threshold, "seconds")} HighConsumptionLatency fires.`,
      kind: "timeseries",
      unit: "s",
      queries: [
        {
          expression: quantile(latencyQuantile, consumptionLatency, latency.window, { where: here }),
          legend: `P${latencyQuantile * 100}`,
        },
      ],
      steps: [{ value: latency.numbers.threshold, color: "red" }],
      ...third,
    },
    {
      id: 21,
      key: "write-latency",
      title: "Iceberg write latency",
      description: `Time to write and commit a batch to the Iceberg table, over ${writing}, since commits come with checkpoints. Good: seconds, and flat; it is part of each checkpoint.`,
      kind: "timeseries",
      unit: "s",
      queries: quantiles.map((q) => ({
        expression: quantile(q, writeLatency, writing, { where: here }),
        legend: `P${q * 100}`,
      })),
      ...third,
    },
  ];
}
