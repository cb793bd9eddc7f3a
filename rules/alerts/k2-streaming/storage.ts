import { bronze } from "../../../catalogue/k2-bronze.ts";
import { gold } from "../../../catalogue/k2-gold.ts";
import { type Layer, layers } from "../../../catalogue/k2-layer.ts";
import { silver } from "../../../catalogue/k2-silver.ts";
import { streamingJobs } from "../../../catalogue/k2-streaming.ts";
import { commitSeconds, icebergJob, metadataFiles } from "../../../catalogue/k2-systems.ts";
import type { Metric } from "../../../catalogue/metric.ts";
import { and, gaugeOf, greater, less, max, or, predictLinear, quantile } from "../../../catalogue/promql/build.ts";
import type { Expression } from "../../../catalogue/promql/expression.ts";
import { alert } from "../../alert.ts";
import { constant, distribution, justAbove, justBelow, rising, type SeriesFixture, stages } from "../../fixture.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { perQuery, query, serviceOfLayer, source, target } from "./series.ts";

const gibibyte = 2 ** 30;
/** The quantile that latency alerts and panels speak of. */
export const latencyQuantile = 0.95;

/** The same of each layer's checkpoints; Gold's has no exchange. */
const everyCheckpoint = (value: (size: Metric<string, "gauge">) => Expression): Expression =>
  [bronze.checkpointSize, silver.checkpointSize, gold.checkpointSize]
    .map((size: Metric<string, "gauge">) => max(value(size), perQuery(size)))
    .reduce((all, one) => or(all, one));

/** The size of every checkpoint, by layer and exchange. */
export const checkpointSizes = (): Expression => everyCheckpoint((size) => gaugeOf(size));

export const checkpointSizeHigh = alert({
  name: "CheckpointSizeHigh",
  component: "checkpoint",
  jobs: streamingJobs,
  service: serviceOfLayer,
  severity: "warning",
  for: "1h",
  numbers: {
    threshold: { default: gibibyte, unit: "bytes", min: 1e6, max: 1e15, source: "k2-streaming.md, Alert 8" },
  },
  panel: "k2-streaming-operations/checkpoint-sizes",
  summary: "A checkpoint is large",
  description: ({ numbers }) =>
    `The checkpoint of ${query}, takes ${valueTemplate("bytes")} (threshold ${formatValue(numbers.threshold, "bytes")}); a restart has to read it.`,
  expression: ({ numbers }) => greater(checkpointSizes(), numbers.threshold),
  proof: ({ numbers: { threshold } }) => {
    const size = (bytes: number) => [constant(bronze.checkpointSize, source("bronze"), bytes)];
    return {
      fires: size(justAbove(threshold)),
      quiet: { "just below the threshold": size(justBelow(threshold)) },
      whenAbsent: "quiet",
    };
  },
});

export const checkpointSizeGrowing = alert({
  name: "CheckpointSizeGrowing",
  component: "checkpoint",
  jobs: streamingJobs,
  service: serviceOfLayer,
  severity: "warning",
  for: "1h",
  window: "6h",
  numbers: {
    limit: { default: gibibyte, unit: "bytes", min: 1e6, max: 1e15, source: "k2-streaming.md, Alert 8" },
    horizon: {
      default: 86_400,
      unit: "seconds",
      min: 60,
      max: 2_592_000,
      source: "a day, so that it waits until morning",
    },
    minimumSize: {
      default: gibibyte / 4,
      unit: "bytes",
      min: 0,
      max: 1e15,
      source: "a new checkpoint grows fast at first, which means nothing",
    },
  },
  panel: "k2-streaming-operations/checkpoint-growth",
  summary: "A checkpoint grows towards its limit",
  description: ({ numbers }) =>
    `At its present growth the checkpoint of ${query}, will take ${valueTemplate("bytes")} in ${formatValue(numbers.horizon, "seconds")}, more than ${formatValue(numbers.limit, "bytes")}.`,
  // What is above the limit already is CheckpointSizeHigh's.
  expression: ({ numbers: { limit, horizon, minimumSize }, window }) =>
    everyCheckpoint((metric) => {
      const size = gaugeOf(metric);
      const becoming = greater(predictLinear(size, window, horizon), limit);
      return and(and(becoming, less(size, limit)), greater(size, minimumSize));
    }),
  proof: ({ numbers: { limit, horizon, minimumSize } }) => {
    const from = justAbove(minimumSize);
    const perSecond = (limit - from) / horizon;
    const checkpoints = {
      bronze: { metric: bronze.checkpointSize, labels: source("bronze") },
      silver: { metric: silver.checkpointSize, labels: source("silver") },
      gold: { metric: gold.checkpointSize, labels: target("gold") },
    };
    type Fixture = (metric: Metric, labels: Readonly<Record<string, string>>) => SeriesFixture;
    const all = (fixture: Fixture) =>
      layers.map((layer) => fixture(checkpoints[layer].metric, checkpoints[layer].labels));
    // Passes twice the least size and half of the limit in the last hour, by default.
    const growth: Fixture = (metric, labels) => rising(metric, labels, from, 1.15 * perSecond);
    const alone = (layer: Layer) => ({
      series: [growth(checkpoints[layer].metric, checkpoints[layer].labels)],
      labels: { layer },
    });
    return {
      fires: alone("bronze").series,
      alsoFires: { "Silver's grows": alone("silver"), "Gold's grows": alone("gold") },
      quiet: {
        "too slow to matter": all((metric, labels) => rising(metric, labels, from, 0.6 * perSecond)),
        "just below the limit, and steady": all((metric, labels) => constant(metric, labels, justBelow(limit))),
        "small yet": all((metric, labels) => stages(metric, labels, [0, justBelow(minimumSize)])),
        "above the limit already": all((metric, labels) => rising(metric, labels, justAbove(limit), perSecond)),
      },
      whenAbsent: "quiet",
    };
  },
});

const table = "bronze_binance_trades";
const exporter = { job: icebergJob.name, instance: "iceberg-exporter:8000", ...icebergJob.labels };

export const icebergCommitSlow = alert({
  name: "IcebergCommitSlow",
  component: "iceberg",
  jobs: [icebergJob],
  severity: "warning",
  for: "10m",
  window: "10m",
  numbers: {
    threshold: {
      default: 10,
      unit: "seconds",
      min: 0.1,
      // A quantile never exceeds the histogram's last bound.
      max: Math.max(...commitSeconds.buckets) * 0.95,
      source: "the shortest trigger interval: slower, and Bronze falls behind",
    },
  },
  panel: "k2-streaming-performance/iceberg-commit-latency",
  summary: "Commits to an Iceberg table are slow",
  description: ({ numbers }) =>
    `P${latencyQuantile * 100} of the commits to {{ $labels.table }} takes ${valueTemplate("seconds")} (threshold ${formatValue(numbers.threshold, "seconds")}).`,
  expression: ({ numbers, window }) =>
    greater(quantile(latencyQuantile, commitSeconds, window, { by: ["table"] }), numbers.threshold),
  proof: ({ numbers: { threshold } }) => {
    const commits = (seconds: number) =>
      distribution(commitSeconds, { ...exporter, table }, latencyQuantile, seconds, 1);
    return {
      fires: commits(justAbove(threshold)),
      quiet: { "just below the threshold": commits(justBelow(threshold)) },
      whenAbsent: "quiet",
    };
  },
});

export const icebergMetadataBloat = alert({
  name: "IcebergMetadataBloat",
  component: "iceberg",
  jobs: [icebergJob],
  severity: "warning",
  for: "1h",
  numbers: {
    threshold: {
      default: 5_000,
      unit: "events",
      min: 1,
      max: 1e9,
      source: "half a day of Bronze's commits, one every ten seconds, that nobody has expired",
    },
  },
  panel: "k2-streaming-operations/iceberg-metadata-files",
  summary: "An Iceberg table has too many metadata files",
  description: ({ numbers }) =>
    `{{ $labels.table }} has ${valueTemplate("events")} metadata files (threshold ${formatValue(numbers.threshold, "events")}); each commit and each query plan gets slower.`,
  expression: ({ numbers }) => greater(max(gaugeOf(metadataFiles), ["table"]), numbers.threshold),
  proof: ({ numbers: { threshold } }) => {
    const files = (count: number) => [constant(metadataFiles, { ...exporter, table }, count)];
    return {
      fires: files(justAbove(threshold)),
      quiet: { "just below the threshold": files(justBelow(threshold)) },
      whenAbsent: "quiet",
    };
  },
});
