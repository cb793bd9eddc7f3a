import type { ScrapeJob } from "./job.ts";
import { cpuLimit, exchange, layerMetrics, layerTarget, pythonSeries } from "./k2-layer.ts";
import { closed, counter, gauge, histogram } from "./metric.ts";

/** One query unites the exchanges, so only what is known of a record's source has it as a label. */
export const gold = layerMetrics("gold", {});

export const recordsWritten = counter({
  name: "k2_gold_records_written_total",
  help: "Records written to Gold.",
  unit: "records",
});

export const recordsByExchange = counter({
  name: "k2_gold_records_by_exchange_total",
  help: "Records written to Gold, by the exchange that they came from.",
  unit: "records",
  labels: { exchange },
});

export const duplicatesRemoved = counter({
  name: "k2_gold_duplicates_removed_total",
  help: "Records that were not written because Gold had them already.",
  unit: "records",
});

export const partitionsCreated = counter({
  name: "k2_gold_partitions_created_total",
  help: "Partitions of the Gold table that were begun.",
  unit: "count",
});

// The hour that is being written and the one before. A label per date and hour would make new series for ever; older
// partitions are a question to the table's own metadata.
const partition = closed("current", "previous");

export const partitionSize = gauge({
  name: "k2_gold_partition_size_bytes",
  help: "Size of a partition of the Gold table.",
  unit: "bytes",
  labels: { partition },
});

export const partitionRecords = gauge({
  name: "k2_gold_records_per_partition",
  help: "Records in a partition of the Gold table.",
  unit: "records",
  labels: { partition },
});

const stepSeconds = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120];

export const unionProcessing = histogram({
  name: "k2_gold_union_processing_seconds",
  help: "Time that a batch took to unite the exchanges.",
  unit: "seconds",
  buckets: stepSeconds,
});

export const deduplicationProcessing = histogram({
  name: "k2_gold_deduplication_processing_seconds",
  help: "Time that a batch took to remove duplicates.",
  unit: "seconds",
  buckets: stepSeconds,
});

/** The page of the job that unites the exchanges in Gold. */
export const goldJob: ScrapeJob = {
  name: "k2-gold",
  metricsPath: "/metrics",
  labels: layerTarget("gold"),
  targets: { from: "config" },
  producer: "application",
  metrics: [
    recordsWritten,
    recordsByExchange,
    duplicatesRemoved,
    partitionsCreated,
    partitionSize,
    partitionRecords,
    unionProcessing,
    deduplicationProcessing,
    ...Object.values(gold),
    cpuLimit,
  ],
  otherSeries: pythonSeries,
};
