import { clickHouseMetrics } from "./clickhouse.ts";
import type { ScrapeJob } from "./job.ts";
import { closed, counter, gauge, histogram, open } from "./metric.ts";
import type { PipelineCatalogue } from "./pipeline.ts";
import { redpandaMetrics } from "./redpanda.ts";

const pipeline = "k2-platform";

const exchange = open(5, "binance", "kraken");
const symbol = open(50, "BTCUSDT", "ETHUSDT");
const table = open(10, "bronze_trades", "silver_trades");
const view = open(10, "silver_trades_mv");

// Micrometer makes these names of `feed.handler.trades.produced` and its like: dots become underscores, a counter gets
// `_total`, a gauge its base unit, which the handler has to set to seconds.

export const tradesProduced = counter({
  name: "feed_handler_trades_produced_total",
  help: "Trades that the feed handler wrote to Redpanda.",
  unit: "messages",
  labels: { exchange, symbol },
});

export const reconnects = counter({
  name: "feed_handler_reconnects_total",
  help: "Times that the feed handler connected anew to an exchange.",
  unit: "count",
  labels: { exchange },
});

/** NaN if the handler lets Micrometer's weak reference to the value go. */
export const lastMessage = gauge({
  name: "feed_handler_last_message_timestamp_seconds",
  help: "When an exchange last sent anything, heartbeats included, as a Unix time; 0 before the first message.",
  unit: "seconds",
  labels: { exchange },
});

/** Rows that are older than this when they arrive are late: a bound of the histogram, since the objective counts by it. */
export const lateAfter = 30;

/** Exchange to Bronze: network, feed handler, Redpanda and ClickHouse's reading of it, and any difference of clocks. */
export const ingestDelay = histogram({
  name: "k2_clickhouse_ingest_delay_seconds",
  help: "Time from an exchange's timestamp of a trade to its row in Bronze, of each row.",
  unit: "seconds",
  labels: { exchange },
  buckets: [0.1, 0.5, 1, 2.5, 5, 10, lateAfter, 60, 300, 1800],
});

export const rowsInserted = counter({
  name: "k2_clickhouse_rows_inserted_total",
  help: "Rows that were added to a table.",
  unit: "rows",
  labels: { table, exchange },
});

export const tableRows = gauge({
  name: "k2_clickhouse_table_rows",
  help: "Rows of a table.",
  unit: "rows",
  labels: { table, exchange },
});

/** Of ClickHouse's clock alone, so that neither an exchange's clock nor a quiet market shows in it. */
export const viewDelay = gauge({
  name: "k2_clickhouse_view_delay_seconds",
  help: "How far the newest row that a materialized view wrote is behind the newest of the table it reads, by insertion.",
  unit: "seconds",
  labels: { view },
});

/** Exceptions of a table's Kafka consumers, which ClickHouse also reports when a view fails to write. */
export const insertErrors = counter({
  name: "k2_clickhouse_insert_errors_total",
  help: "Batches of a Kafka table that could not be inserted.",
  unit: "count",
  labels: { table },
});

/** Set by the offload: it freezes when the offload dies, see `offloadSuccess`. */
export const offloadLag = gauge({
  name: "iceberg_offload_lag_seconds",
  help: "Age of the oldest row of a table that is not in Iceberg yet.",
  unit: "seconds",
  labels: { table },
});

export const offloadSuccess = gauge({
  name: "iceberg_offload_last_success_timestamp_seconds",
  help: "When a run of the offload last succeeded, as a Unix time.",
  unit: "seconds",
  labels: { table },
});

/** A crashed Prefect run has failed, too. */
export const offloadRuns = counter({
  name: "iceberg_offload_runs_total",
  help: "Runs of the offload that have ended, by outcome.",
  unit: "count",
  labels: { table, status: closed("success", "failed") },
});

/** No counter tells it: the runs between two scrapes have no order in it. */
export const offloadFailures = gauge({
  name: "iceberg_offload_consecutive_failures",
  help: "Runs of the offload that have failed since the last one that succeeded.",
  unit: "count",
  labels: { table },
});

const job = (
  name: string,
  rest: Pick<ScrapeJob, "metricsPath" | "metrics" | "otherSeries"> & Pick<Partial<ScrapeJob>, "keepsOnlyDeclared">,
): ScrapeJob => ({
  name,
  labels: { pipeline, service: name },
  targets: { from: "config" },
  producer: "application",
  ...rest,
});

/** No page of Redpanda, ClickHouse, MinIO or Prefect has been recorded: their names are from documentation and source. */
const system = (...given: Parameters<typeof job>): ScrapeJob => ({ ...job(...given), producer: "unrecorded" });

/** One target an exchange, or one for all; JVM and Micrometer add their own. */
export const feedHandlerJob = job("k2-feed-handler", {
  metricsPath: "/metrics",
  metrics: [tradesProduced, reconnects, lastMessage],
  otherSeries: 300,
});

export const redpandaJob = system("k2-redpanda", {
  metricsPath: "/public_metrics",
  metrics: redpandaMetrics,
  otherSeries: 0,
  keepsOnlyDeclared: true,
});

/** Kept whole: what is declared has a fixed number of series, and would always be near a limit made of it. */
export const clickHouseJob = system("k2-clickhouse", {
  metricsPath: "/metrics",
  metrics: clickHouseMetrics,
  otherSeries: 8_000,
});

/** What only SQL can tell: an exporter of the platform's own, which asks ClickHouse and keeps the counts. */
export const clickHouseQueryJob = job("k2-clickhouse-query", {
  metricsPath: "/metrics",
  metrics: [ingestDelay, rowsInserted, tableRows, viewDelay, insertErrors],
  otherSeries: 100,
});

/** The exporter of the offload's Prefect flow. */
export const offloadJob = job("k2-offload", {
  metricsPath: "/metrics",
  metrics: [offloadLag, offloadSuccess, offloadRuns, offloadFailures],
  otherSeries: 100,
});

/** Asked only whether it answers, like Prefect; needs `MINIO_PROMETHEUS_AUTH_TYPE=public`. */
export const minioJob = system("k2-minio", {
  metricsPath: "/minio/v2/metrics/cluster",
  metrics: [],
  otherSeries: 2_000,
});

/** Needs `PREFECT_SERVER_METRICS_ENABLED=true`. */
export const prefectJob = system("k2-prefect", { metricsPath: "/api/metrics", metrics: [], otherSeries: 1_000 });

/**
 * Names of the platform's containers, as its compose file gives them (`k2-clickhouse`) or Kubernetes (`k8s_..._k2-...`):
 * the job of containers also shows those of others. ContainersNotWatched tells when none is found.
 */
export const containerNames = "(k8s_.*_)?k2-.+";

/** K2's market data platform: feed handlers, Redpanda, ClickHouse with Bronze and Silver, and the offload to Iceberg. */
export const k2Platform: PipelineCatalogue = {
  name: pipeline,
  title: "K2 platform",
  jobs: [feedHandlerJob, redpandaJob, clickHouseJob, clickHouseQueryJob, offloadJob, minioJob, prefectJob],
  lineage: [
    { from: feedHandlerJob, to: [redpandaJob] },
    { from: redpandaJob, to: [clickHouseJob] },
    { from: clickHouseJob, to: [clickHouseQueryJob, offloadJob] },
    { from: prefectJob, to: [offloadJob] },
    { from: offloadJob, to: [minioJob] },
  ],
  logs: [],
};
