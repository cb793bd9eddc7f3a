import type { ScrapeJob } from "./job.ts";
import { k2Pipeline, layers, pythonSeries } from "./k2-layer.ts";
import { brokerMetrics } from "./kafka.ts";
import { gauge, histogram, open } from "./metric.ts";
import { masterMetrics, sparkDriver, sparkQuery } from "./spark.ts";

const table = open(12, "bronze_binance_trades", "bronze_kraken_trades", "silver_binance_trades", "gold_crypto_trades");

export const commitSeconds = histogram({
  name: "k2_iceberg_commit_seconds",
  help: "Time that a commit to a table took, retries included.",
  unit: "seconds",
  labels: { table },
  buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120],
});

export const metadataFiles = gauge({
  name: "k2_iceberg_metadata_file_count",
  help: "Metadata files of a table: metadata.json, manifest lists and manifests.",
  unit: "count",
  labels: { table },
});

export const dataFiles = gauge({
  name: "k2_iceberg_data_file_count",
  help: "Data files of a table's current snapshot.",
  unit: "count",
  labels: { table },
});

export const tableSize = gauge({
  name: "k2_iceberg_table_size_bytes",
  help: "Size of the data files of a table's current snapshot.",
  unit: "bytes",
  labels: { table },
});

/**
 * An exporter of the team's beside the Iceberg catalog. Iceberg serves no metrics itself: the writers send their commit
 * reports there, as the REST catalog's protocol has it, and it reads the tables' metadata once a minute.
 */
export const icebergJob: ScrapeJob = {
  name: "k2-iceberg",
  metricsPath: "/metrics",
  labels: { pipeline: k2Pipeline, service: "iceberg" },
  targets: { from: "config" },
  producer: "application",
  metrics: [commitSeconds, metadataFiles, dataFiles, tableSize],
  otherSeries: pythonSeries,
};

export const registryUp = gauge({
  name: "k2_schema_registry_up",
  help: "1 if the Schema Registry answered the last question, 0 if it did not.",
});

export const registeredSchemas = gauge({
  name: "k2_schema_registry_schemas",
  help: "Schemas that are registered.",
  unit: "count",
});

export const schemaFetch = histogram({
  name: "k2_schema_registry_fetch_seconds",
  help: "Time that the Schema Registry took to hand out a schema, asked every 15 s.",
  unit: "seconds",
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

export const schemasTopicSize = gauge({
  name: "k2_schema_registry_topic_size_bytes",
  help: "Size of the topic _schemas on its leaders' disks; compaction keeps it small.",
  unit: "bytes",
});

/**
 * An exporter of the team's that asks the Schema Registry over REST as its clients do, and Kafka for the size of its
 * topic: the registry knows neither how it looks from outside nor its topic.
 */
export const registryJob: ScrapeJob = {
  name: "k2-schema-registry",
  metricsPath: "/metrics",
  labels: { pipeline: k2Pipeline, service: "schema-registry" },
  targets: { from: "config" },
  producer: "application",
  metrics: [registryUp, registeredSchemas, schemaFetch, schemasTopicSize],
  otherSeries: pythonSeries,
};

/** What the driver of each layer is on Spark's page; its `spark.metrics.namespace` is `k2.<layer>`. */
export const drivers = {
  bronze: sparkDriver("k2.bronze"),
  silver: sparkDriver("k2.silver"),
  gold: sparkDriver("k2.gold"),
} as const;

// Queries are named after their layer and exchange; Spark has the name in its metrics' names rather than in a label.
const queries = [
  sparkQuery("k2.bronze", "bronze_binance"),
  sparkQuery("k2.bronze", "bronze_kraken"),
  sparkQuery("k2.silver", "silver_binance"),
  sparkQuery("k2.silver", "silver_kraken"),
  sparkQuery("k2.gold", "gold_crypto"),
];

/** Spark's own page of each driver; the jobs' own metrics have another port. */
export const sparkJob: ScrapeJob = {
  name: "k2-spark",
  metricsPath: "/metrics/prometheus/",
  labels: { pipeline: k2Pipeline, service: "spark" },
  targets: { from: "config" },
  producer: "spark-driver",
  metrics: [...layers.map((layer) => drivers[layer]), ...queries].flatMap((page) => Object.values(page)),
  otherSeries: 2_000,
  // Each gauge of the page is there twice, and most of it nobody asks for.
  keepsOnlyDeclared: true,
};

/** The master of a standalone cluster; without one, leave it without targets. */
export const sparkMasterJob: ScrapeJob = {
  name: "k2-spark-master",
  metricsPath: "/metrics/master/prometheus/",
  labels: { pipeline: k2Pipeline, service: "spark-master" },
  targets: { from: "config" },
  producer: "spark-master",
  metrics: masterMetrics,
  otherSeries: 500,
  keepsOnlyDeclared: true,
};

/** The brokers that the trades come from, by the JMX agent. */
export const k2KafkaJob: ScrapeJob = {
  name: "k2-kafka",
  metricsPath: "/metrics",
  labels: { pipeline: k2Pipeline, service: "kafka" },
  targets: { from: "config" },
  producer: "kafka",
  metrics: brokerMetrics,
  otherSeries: 1_000,
};
