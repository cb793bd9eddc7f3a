import { bronze } from "../../catalogue/k2-bronze.ts";
import { deduplicationProcessing, gold, unionProcessing } from "../../catalogue/k2-gold.ts";
import { layers, triggerSeconds } from "../../catalogue/k2-layer.ts";
import { deserialization, silver } from "../../catalogue/k2-silver.ts";
import { commitSeconds } from "../../catalogue/k2-systems.ts";
import { counterOf, increase, or, partOf, quantile, sum } from "../../catalogue/promql/build.ts";
import { silverProcessingBehind } from "../../rules/alerts/k2-streaming/jobs.ts";
import { icebergCommitSlow, latencyQuantile } from "../../rules/alerts/k2-streaming/storage.ts";
import { formatValue } from "../../rules/units.ts";
import type { DashboardDefinition, PanelContext } from "../definition.ts";
import { flow, half } from "../layout.ts";

/** How much time a column of the heat map stands for. */
const heatmapStep = "5m";
/** Long enough that a trigger of a minute leaves no gaps. */
const window = "10m";
const metricsOf = { bronze, silver, gold } as const;
const p95 = `P${latencyQuantile * 100}`;

// Panels of the document have its numbers as ids; those that it does not have begin at 11.
function panels({ tuning }: PanelContext) {
  const behind = tuning(silverProcessingBehind);
  const commit = tuning(icebergCommitSlow);
  const late = (metric: Parameters<typeof counterOf>[0]) =>
    sum(increase(counterOf(metric), behind.window), ["job", ...Object.keys(metric.labels)]);
  const byExchange = { by: ["exchange"] } as const;
  const checkpointBuckets = layers
    .map((layer) => increase(partOf(metricsOf[layer].checkpointWrite, "bucket"), heatmapStep))
    .reduce(or);
  return flow([
    {
      id: 1,
      key: "batch-processing-time",
      title: "Batch Processing Time (p95)",
      description: `Time that ${formatValue(latencyQuantile, "ratio")} of the batches stay below, from trigger to commit. Good: each layer below its trigger interval: ${layers.map((layer) => `${layer} ${formatValue(triggerSeconds[layer], "seconds")}`).join(", ")}, which are the lines. What is slower falls behind; of Silver SilverProcessingBehind tells.`,
      kind: "timeseries",
      unit: "s",
      queries: [
        {
          expression: quantile(latencyQuantile, bronze.batchProcessing, window, byExchange),
          legend: "bronze {{exchange}}",
        },
        {
          expression: quantile(latencyQuantile, silver.batchProcessing, window, byExchange),
          legend: "silver {{exchange}}",
        },
        { expression: quantile(latencyQuantile, gold.batchProcessing, window), legend: "gold" },
      ],
      steps: layers.map((layer) => ({ value: triggerSeconds[layer], color: "blue" })),
      ...half,
    },
    {
      id: 2,
      key: "batches-falling-behind",
      title: "Batches Falling Behind",
      description: `Batches that took longer than the trigger interval, in ${behind.window}. Good: none. Above ${formatValue(behind.numbers.threshold, "events")} of Silver SilverProcessingBehind fires; Bronze shows in its lag, Gold in its latency.`,
      kind: "stat",
      unit: "short",
      decimals: 0,
      queries: [
        { expression: late(bronze.batchesBehind), legend: "{{job}} {{exchange}}" },
        { expression: late(silver.batchesBehind), legend: "{{job}} {{exchange}}" },
        { expression: late(gold.batchesBehind), legend: "{{job}}" },
      ],
      steps: [
        { value: 0, color: "green" },
        { value: behind.numbers.threshold, color: "yellow" },
      ],
      ...half,
    },
    {
      id: 4,
      key: "iceberg-commit-latency",
      title: "Iceberg Commit Latency",
      description: `Time that ${formatValue(latencyQuantile, "ratio")} of the commits to a table stay below. Good: below its trigger interval. Above ${formatValue(commit.numbers.threshold, "seconds")} IcebergCommitSlow fires.`,
      kind: "timeseries",
      unit: "s",
      queries: [
        {
          expression: quantile(latencyQuantile, commitSeconds, commit.window, { by: ["table"] }),
          legend: "{{table}}",
        },
      ],
      steps: [{ value: commit.numbers.threshold, color: "yellow" }],
      ...half,
    },
    {
      id: 11,
      key: "gold-steps",
      title: "Gold Steps",
      description: `Time that ${formatValue(latencyQuantile, "ratio")} of Gold's batches take to unite the exchanges, and to remove duplicates. Good: together well below Gold's trigger of ${formatValue(triggerSeconds.gold, "seconds")}.`,
      kind: "timeseries",
      unit: "s",
      queries: [
        { expression: quantile(latencyQuantile, unionProcessing, window), legend: "union" },
        { expression: quantile(latencyQuantile, deduplicationProcessing, window), legend: "deduplication" },
      ],
      ...half,
    },
    {
      id: 3,
      key: "checkpoint-write-latency",
      title: "Checkpoint Write Latency",
      description: `How many checkpoints of all layers took how long to write, each ${heatmapStep}. Good: all in a low band that stays where it is.`,
      kind: "heatmap",
      unit: "s",
      step: heatmapStep,
      queries: [{ expression: sum(checkpointBuckets, ["le"]), legend: "{{le}}" }],
      ...half,
    },
    {
      id: 12,
      key: "checkpoint-write-quantiles",
      title: "Checkpoint Write Latency (p50, p95, p99)",
      description:
        "Times that half, 95% and 99% of each layer's checkpoints are written in. Good: a fraction of a second; it is part of each batch's time.",
      kind: "timeseries",
      unit: "s",
      queries: layers.flatMap((layer) =>
        [0.5, 0.95, 0.99].map((q) => ({
          expression: quantile(q, metricsOf[layer].checkpointWrite, window),
          legend: `${layer} P${q * 100}`,
        })),
      ),
      ...half,
    },
    {
      id: 5,
      key: "deserialization-performance",
      title: "Deserialization Performance",
      description: `Time to decode a record from Avro, of a sample: ${p95} of each exchange. Good: tens of microseconds, and flat; a rise shows in Silver's batches.`,
      kind: "timeseries",
      unit: "s",
      queries: [
        { expression: quantile(latencyQuantile, deserialization, window, byExchange), legend: `{{exchange}} ${p95}` },
      ],
      ...half,
    },
  ]);
}

/** Where the K2 pipeline spends its time. */
export const k2Performance: DashboardDefinition = {
  uid: "k2-streaming-performance",
  title: "K2 Performance Deep Dive",
  description: "Batches, checkpoints and commits: what makes a layer slow.",
  folder: "pipelines",
  tags: ["k2-streaming", "spark", "iceberg"],
  variables: [],
  panels,
};
