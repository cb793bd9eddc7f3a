import { counter, gauge, open } from "./metric.ts";

// Redpanda is no JVM program: its metrics are at /public_metrics of the admin port, 9644, and not with a JMX exporter.

const redpanda_namespace = open(3, "kafka");
const redpanda_topic = open(20, "market.crypto.trades.binance", "market.crypto.trades.kraken");
const redpanda_partition = open(12, "0", "1", "2");
const redpanda_group = open(4, "clickhouse-bronze");

/** The only namespace with topics of users; the others are Redpanda's own. */
export const userNamespace = "kafka";

/** Of each replica that a broker has: the highest of all brokers counts. */
export const maxOffset = gauge({
  name: "redpanda_kafka_max_offset",
  help: "Offset up to which a partition can be read, its high watermark.",
  unit: "messages",
  labels: { redpanda_namespace, redpanda_topic, redpanda_partition },
});

/** A group that has never committed is missing. There as long as `enable_consumer_group_metrics` has `partition`, its default. */
export const committedOffset = gauge({
  name: "redpanda_kafka_consumer_group_committed_offset",
  help: "Offset that a consumer group has committed for a partition.",
  unit: "messages",
  labels: { redpanda_group, redpanda_topic, redpanda_partition },
});

/** Of the partitions that a broker leads: the sum of all brokers counts. */
export const recordsProduced = counter({
  name: "redpanda_kafka_records_produced_total",
  help: "Records that producers wrote to a topic.",
  unit: "records",
  labels: { redpanda_namespace, redpanda_topic },
});

/** What is asked of Redpanda; its page has hundreds more. */
export const redpandaMetrics = [maxOffset, committedOffset, recordsProduced] as const;
