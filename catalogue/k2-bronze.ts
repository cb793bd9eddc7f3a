import type { ScrapeJob } from "./job.ts";
import { cpuLimit, exchange, layerMetrics, layerTarget, pythonSeries } from "./k2-layer.ts";
import { counter, gauge, open } from "./metric.ts";

export const bronze = layerMetrics("bronze", { exchange });

export const recordsIngested = counter({
  name: "k2_bronze_records_ingested_total",
  help: "Records written to Bronze.",
  unit: "records",
  labels: { exchange },
});

/** Made of the offsets in the query's progress: Spark commits none to a consumer group. */
export const kafkaLag = gauge({
  name: "k2_bronze_kafka_lag_seconds",
  help: "Age, by Kafka's clock, of the oldest record that waits in Kafka; 0 if none does.",
  unit: "seconds",
  labels: { exchange },
});

export const kafkaLagMessages = gauge({
  name: "k2_bronze_kafka_lag_messages",
  help: "Records between the query's position and the end of the topic, over all partitions.",
  unit: "messages",
  labels: { exchange, topic: open(1, "market.crypto.trades.binance.raw") },
});

/** The page of the job that takes trades from Kafka into Bronze. */
export const bronzeJob: ScrapeJob = {
  name: "k2-bronze",
  metricsPath: "/metrics",
  labels: layerTarget("bronze"),
  targets: { from: "config" },
  producer: "application",
  metrics: [recordsIngested, kafkaLag, kafkaLagMessages, ...Object.values(bronze), cpuLimit],
  otherSeries: pythonSeries,
};
