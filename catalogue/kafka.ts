import { counter, gauge, open } from "./metric.ts";

// Names are those that deploy/kafka-jmx.ts gives to Kafka's MBeans; without its patterns none of them exists.

// A broker reports a topic from its first message on; `__consumer_offsets` and its like are among them. Kafka 4 clients
// name a topic with dots twice, once with underscores in their place.
const topic = open(40, "raw-trades", "market.crypto.trades", "__consumer_offsets");
// A client's process has few clients in it, but each names itself.
const client_id = open(4, "trade-producer", "flink-consumer");
const clientTopic = open(10, "raw-trades", "market_crypto_trades");
const partition = open(12, "0", "1", "2");

export const underReplicatedPartitions = gauge({
  name: "kafka_server_replica_manager_under_replicated_partitions",
  help: "Partitions led by this broker that have fewer replicas in sync than they should; good is 0.",
  unit: "count",
});

export const isrShrinks = counter({
  name: "kafka_server_replica_manager_isr_shrinks_total",
  help: "Times that a replica fell out of sync with a partition led by this broker.",
  unit: "count",
});

export const isrExpands = counter({
  name: "kafka_server_replica_manager_isr_expands_total",
  help: "Times that a replica came back into sync with a partition led by this broker.",
  unit: "count",
});

export const topicMessagesIn = counter({
  name: "kafka_server_broker_topic_metrics_messages_in_total",
  help: "Messages that this broker received, by topic.",
  unit: "messages",
  labels: { topic },
});

export const topicBytesIn = counter({
  name: "kafka_server_broker_topic_metrics_bytes_in_total",
  help: "Bytes that this broker received from producers, by topic.",
  unit: "bytes",
  labels: { topic },
});

/** A topic is missing here until somebody has read it. */
export const topicBytesOut = counter({
  name: "kafka_server_broker_topic_metrics_bytes_out_total",
  help: "Bytes that this broker sent to consumers, by topic.",
  unit: "bytes",
  labels: { topic },
});

/** What a broker shows, whether or not it is a controller too. */
export const brokerMetrics = [
  underReplicatedPartitions,
  isrShrinks,
  isrExpands,
  topicMessagesIn,
  topicBytesIn,
  topicBytesOut,
] as const;

export const activeControllers = gauge({
  name: "kafka_controller_active_controller_count",
  help: "1 on the controller that is in charge, 0 on the others; the cluster's sum should be 1.",
  unit: "count",
});

export const offlinePartitions = gauge({
  name: "kafka_controller_offline_partitions_count",
  help: "Partitions without a leader, as the controller in charge sees them; good is 0.",
  unit: "count",
});

/** What a controller shows. Where controllers are nodes of their own, the brokers have none of it. */
export const controllerMetrics = [activeControllers, offlinePartitions] as const;

/**
 * The client renews a partition's lag only as it hands over messages of that partition. One that has to wait its turn
 * keeps its old value, often 0, or is missing: a slow consumer was seen to show a tenth of its lag. It shows that there
 * is lag; how much, only the group's committed offsets tell.
 */
export const recordsLag = gauge({
  name: "kafka_consumer_records_lag",
  help: "Messages between the consumer's position and the end of the partition, when it last handed over messages of it.",
  unit: "messages",
  labels: { client_id, topic: clientTopic, partition },
});

/** What a process with Kafka consumers shows; no broker knows any of it. */
export const consumerClientMetrics = [recordsLag] as const;

export const producerRequestRate = gauge({
  name: "kafka_producer_request_rate",
  help: "Requests that a producer sends, over the client's own window of 30 seconds.",
  unit: "perSecond",
  labels: { client_id },
});

export const producerResponseRate = gauge({
  name: "kafka_producer_response_rate",
  help: "Responses that a producer gets, over the client's own window of 30 seconds.",
  unit: "perSecond",
  labels: { client_id },
});

/** Records a second, not a share of those sent. */
export const producerErrorRate = gauge({
  name: "kafka_producer_record_error_rate",
  help: "Records that a producer gave up on, over the client's own window of 30 seconds.",
  unit: "perSecond",
  labels: { client_id },
});

/** NaN as long as the producer has sent nothing. */
export const producerBatchSize = gauge({
  name: "kafka_producer_batch_size_avg",
  help: "Average size of the batches that a producer sends.",
  unit: "bytes",
  labels: { client_id },
});

/** What a process with Kafka producers shows; no broker knows any of it. */
export const producerClientMetrics = [
  producerRequestRate,
  producerResponseRate,
  producerErrorRate,
  producerBatchSize,
] as const;
