import type { TargetLabels } from "./job.ts";
import { counter, gauge, histogram, type LabelValues, open } from "./metric.ts";

/** The pipeline's name, in stack config and on every series. */
export const k2Pipeline = "k2-streaming";

/** The layers of the pipeline, in the order in which data flows. */
export const layers = ["bronze", "silver", "gold"] as const;
export type Layer = (typeof layers)[number];

/** The exchanges whose trades are taken in; a further one needs no change here or in a rule. */
export const exchange = open(4, "binance", "kraken");

/** The promise: from Kafka to Gold within five minutes. */
export const endToEndSlaSeconds = 300;

/** Labels of a layer's targets. `layer` is theirs alone: what the jobs expose need not say it again. */
export const layerTarget = (layer: Layer): TargetLabels => ({ pipeline: k2Pipeline, service: `k2-${layer}`, layer });

/** How often the queries of a layer are triggered; one whose batches take longer falls behind. */
export const triggerSeconds = { bronze: 10, silver: 30, gold: 60 } as const satisfies Record<Layer, number>;

// The triggers are bounds, so that what is slower than its trigger shows.
const batchSeconds = [0.5, 1, 2.5, 5, 10, 20, 30, 45, 60, 90, 120, 300];
const checkpointSeconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * What the streaming job of each layer shows of its queries. A listener in the driver makes it of each batch's progress,
 * by prometheus_client, on a page of its own beside Spark's.
 * @param work labels that tell the layer's queries apart
 */
export function layerMetrics<const L extends string>(layer: Layer, work: Readonly<Record<L, LabelValues>>) {
  const name = (metric: string): string => `k2_${layer}_${metric}`;
  return {
    batchProcessing: histogram({
      name: name("batch_processing_seconds"),
      help: "Time that a batch took from its trigger to its commit.",
      unit: "seconds",
      labels: work,
      buckets: batchSeconds,
    }),
    batchesBehind: counter({
      name: name("batches_behind_total"),
      help: "Batches that took longer than the trigger interval.",
      unit: "count",
      labels: work,
    }),
    checkpointWrites: counter({
      name: name("checkpoint_writes_total"),
      help: "Times that a query wrote its checkpoint.",
      unit: "count",
      labels: work,
    }),
    checkpointWrite: histogram({
      name: name("checkpoint_write_seconds"),
      help: "Time that writing a checkpoint took: the batch's walCommit and commitOffsets.",
      unit: "seconds",
      labels: work,
      buckets: checkpointSeconds,
    }),
    checkpointSize: gauge({
      name: name("checkpoint_size_bytes"),
      help: "Size of the query's checkpoint directory, measured once a minute.",
      unit: "bytes",
      labels: work,
    }),
    /** Stands still when the query does; `lastProgress` tells. */
    endToEndLatency: gauge({
      name: name("end_to_end_latency_seconds"),
      help: "Age, since Kafka took it, of the oldest record of the last batch when it was committed; 0 for an empty batch.",
      unit: "seconds",
      labels: { exchange },
    }),
    lastProgress: gauge({
      name: name("last_progress_timestamp_seconds"),
      help: "When the query last told of its progress, idle or not, as a Unix time.",
      unit: "seconds",
      labels: { exchange },
    }),
  };
}

/** On the page of each layer; `layer` comes from its target. */
export const cpuLimit = gauge({
  name: "k2_cpu_limit_cores",
  help: "Processors that the driver's process may use: the container's quota, or the machine's.",
  unit: "cores",
});

/** What prometheus_client tells of a Python process of its own accord. */
export const pythonSeries = 100;
