import type { ScrapeJob } from "./job.ts";
import { closed, counter, gauge, open } from "./metric.ts";
import { lineageMetrics } from "./trade-lineage.ts";

// The budget multiplies the bounds of labels. A table is in one layer, so the bound is that of a layer's tables; a
// column is in one table. No examples: combined freely they would name tables in layers where they are not.
const table = open(10);
const layer = closed("bronze", "silver", "gold");
const perTable = { table, layer };
const perStatistic = {
  ...perTable,
  column: open(5),
  statistic: closed("mean", "stddev", "min", "max", "null_ratio"),
};

export const lastUpdate = gauge({
  name: "data_last_update_timestamp_seconds",
  help: "When rows were last added to or replaced in the table, as a Unix time; its creation if never. Compaction does not count.",
  unit: "seconds",
  labels: perTable,
});

export const freshnessExpected = gauge({
  name: "data_freshness_expected_seconds",
  help: "Age that the table's newest data may reach, where it differs from what its layer may.",
  unit: "seconds",
  labels: perTable,
});

export const rowCount = gauge({
  name: "data_row_count",
  help: "Rows of the table's newest partition; of the one before while that is too young to have some.",
  unit: "rows",
  labels: perTable,
});

export const rowCountExpected = gauge({
  name: "data_row_count_expected",
  help: "Rows that the partition should have by now: the mean of the seven before it, at the same age; 0 if none.",
  unit: "rows",
  labels: perTable,
});

export const volumeAnomalies = counter({
  name: "data_volume_anomaly_total",
  help: "Partitions that came to lie outside the expected number of rows; each counts once.",
  labels: perTable,
});

export const schemaChanges = counter({
  name: "schema_changes_total",
  help: "Changes of the table's columns since the exporter began to watch it; each series starts at 0.",
  labels: { ...perTable, change_type: closed("column_added", "column_dropped", "type_changed") },
});

export const columnCount = gauge({
  name: "schema_column_count",
  help: "Columns of the table.",
  unit: "count",
  labels: perTable,
});

export const zScore = gauge({
  name: "data_distribution_zscore",
  help: "Standard deviations between a statistic of the newest batch and that of the batches before; none before there are five of them.",
  labels: perStatistic,
});

export const statisticValue = gauge({
  name: "data_distribution_value",
  help: "A statistic of the newest batch, in the column's own unit.",
  labels: { ...perStatistic, statistic: closed("mean", "stddev", "min", "max") },
});

export const nullRatio = gauge({
  name: "data_null_ratio",
  help: "Share of the newest batch's rows whose column is null.",
  unit: "ratio",
  labels: { ...perTable, column: perStatistic.column },
});

export const distributionAnomalies = counter({
  name: "data_distribution_anomaly_total",
  help: "Batches whose statistic was an outlier; each counts once.",
  labels: perStatistic,
});

const perCheck = { ...perTable, check: closed("freshness", "volume", "schema", "distribution") };

export const checkSuccess = gauge({
  name: "data_check_success",
  help: "1 if the last check of the table could be made, whatever it found; 0 if it failed.",
  labels: perCheck,
});

export const checkLastSuccess = gauge({
  name: "data_check_last_success_timestamp_seconds",
  help: "When the check could last be made, as a Unix time; the exporter's start if it has not yet.",
  unit: "seconds",
  labels: perCheck,
});

export const checksFailed = counter({
  name: "data_check_failed_total",
  help: "Checks that could not be made.",
  labels: perCheck,
});

/**
 * What looks at the tables and at the stages between them. It is scraped, not pushed: when it dies its series end and
 * `up` says so, while a Pushgateway would go on showing the last good age.
 */
export const dataObservabilityJob: ScrapeJob = {
  name: "data-observability",
  metricsPath: "/metrics",
  labels: { pipeline: "trade", service: "data-observability" },
  targets: { from: "config" },
  producer: "application",
  metrics: [
    lastUpdate,
    freshnessExpected,
    rowCount,
    rowCountExpected,
    volumeAnomalies,
    schemaChanges,
    columnCount,
    zScore,
    statisticValue,
    nullRatio,
    distributionAnomalies,
    checkSuccess,
    checkLastSuccess,
    checksFailed,
    ...lineageMetrics,
  ],
  // What a Python or Node runtime adds of its own.
  otherSeries: 100,
};
