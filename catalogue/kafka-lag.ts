import type { ScrapeJob } from "./job.ts";
import { gauge, type Metric, open } from "./metric.ts";

// What the exporter shows is held to the product of these bounds, however much a cluster has.
const consumergroup = open(10, "trade-aggregation");
const topic = open(20, "market.crypto.trades");
const partition = open(50, "0", "1", "2");

/**
 * Records that the group has still to read: from its committed offset, or from the partition's oldest record where that
 * is newer, to the end. Absent where the group has committed nothing, or lies beyond the end and will start anew.
 * Markers of transactions count as records, so 1 may remain on a topic that is written in transactions.
 */
export const consumerGroupLag = gauge({
  name: "kafka_consumergroup_lag",
  help: "Records between the group's committed offset and the end of the partition.",
  unit: "records",
  labels: { consumergroup, topic, partition },
});

/**
 * How long the oldest record that the group has not consumed has been in the partition; 0 where none waits.
 * The exporter saw the partition's end pass that record between two polls, and takes a point between them: off by one and a
 * half intervals at most, or by 2 % where that is more. Of records that were there before the exporter, or came while it
 * could not ask, the brokers tell the timestamp, which is the producer's clock unless the topic says LogAppendTime.
 * Absent until one or the other is known: never 0 for what waits.
 */
export const consumerGroupLagSeconds = gauge({
  name: "kafka_consumergroup_lag_seconds",
  help: "Age of the oldest record that the group has not consumed; 0 if there is none.",
  unit: "seconds",
  labels: { consumergroup, topic, partition },
});

export const consumerGroupOffset = gauge({
  name: "kafka_consumergroup_current_offset",
  help: "The group's committed offset: the next record that it will read.",
  unit: "count",
  labels: { consumergroup, topic, partition },
});

export const partitionEndOffset = gauge({
  name: "kafka_topic_partition_current_offset",
  help: "End of the partition: the offset that its next record will have.",
  unit: "count",
  labels: { topic, partition },
});

/** Above a group's committed offset, it says that records were deleted which the group never read. */
export const partitionOldestOffset = gauge({
  name: "kafka_topic_partition_oldest_offset",
  help: "Offset of the oldest record that is still in the partition.",
  unit: "count",
  labels: { topic, partition },
});

/** At 0 the series of what did not answer are gone rather than old: all of them if it was the cluster. */
export const pollSuccess = gauge({
  name: "kafka_lag_exporter_poll_success",
  help: "1 if everything that the last poll asked for was answered, 0 if not.",
});

export const pollDuration = gauge({
  name: "kafka_lag_exporter_poll_duration_seconds",
  help: "How long the last poll took.",
  unit: "seconds",
});

export const lastPoll = gauge({
  name: "kafka_lag_exporter_last_poll_timestamp_seconds",
  help: "When the last poll ended, as a Unix time.",
  unit: "seconds",
});

export const leftOut = gauge({
  name: "kafka_lag_exporter_left_out",
  help: "Partitions, and partitions of groups, that exceed what the exporter may show; 0 if it shows all.",
  unit: "count",
});

/** All that the exporter shows. */
export const kafkaLagMetrics: readonly Metric[] = [
  consumerGroupLag,
  consumerGroupLagSeconds,
  consumerGroupOffset,
  partitionEndOffset,
  partitionOldestOffset,
  pollSuccess,
  pollDuration,
  lastPoll,
  leftOut,
];

/** Port of the exporter's /metrics. */
export const kafkaLagPort = 9308;

/** The service that watches a cluster, by the name that stack config gives the cluster; its scrape job has the same. */
export const kafkaLagService = (cluster: string): string => `kafka-lag-${cluster}`;

/** The scrape job of the exporter that watches a cluster. */
export const kafkaLagJob = (cluster: string, pipeline: string): ScrapeJob => ({
  name: kafkaLagService(cluster),
  metricsPath: "/metrics",
  labels: { pipeline, service: kafkaLagService(cluster) },
  targets: { from: "service", service: kafkaLagService(cluster), port: kafkaLagPort },
  metrics: kafkaLagMetrics,
  producer: "kafka-lag",
  otherSeries: 0,
});
