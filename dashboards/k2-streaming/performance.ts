import { bronze } from "../../catalogue/k2-bronze.ts";
import { gold } from "../../catalogue/k2-gold.ts";
import { silver } from "../../catalogue/k2-silver.ts";
import { commitSeconds } from "../../catalogue/k2-systems.ts";
import { counterOf, increase, quantile, sum } from "../../catalogue/promql/build.ts";
import { silverProcessingBehind } from "../../rules/alerts/k2-streaming/jobs.ts";
import { icebergCommitSlow, latencyQuantile } from "../../rules/alerts/k2-streaming/storage.ts";
import { formatValue } from "../../rules/units.ts";
import type { DashboardDefinition, PanelContext } from "../definition.ts";
import { flow, half } from "../layout.ts";

// Panels of the document have its numbers as ids.
function panels({ tuning }: PanelContext) {
  const behind = tuning(silverProcessingBehind);
  const commit = tuning(icebergCommitSlow);
  const late = (metric: Parameters<typeof counterOf>[0]) =>
    sum(increase(counterOf(metric), behind.window), ["job", ...Object.keys(metric.labels)]);
  return flow([
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
