import type { ScrapeJob } from "./job.ts";
import { closed, counter, gauge, histogram, open } from "./metric.ts";

// Not `job`: a Pushgateway puts its group's name into that label.
const perJob = {
  dagster_job: open(20, "kafka_to_iceberg_bronze", "bronze_to_silver_transform", "iceberg_maintenance"),
};
// A table is in one layer: the bound is that of a layer's assets. No examples, lest each be in every layer.
const perAsset = { asset_key: open(10), layer: closed("bronze", "silver", "gold") };
const perSensor = { sensor_name: open(10, "metrics_sensor", "bronze_partition_sensor") };
const perSchedule = { schedule_name: open(10, "daily_summary_schedule") };

export const runSuccesses = counter({
  name: "dagster_run_success_total",
  help: "Runs that succeeded.",
  labels: perJob,
});

export const runFailures = counter({
  name: "dagster_run_failure_total",
  help: "Runs that failed.",
  labels: perJob,
});

export const runDuration = histogram({
  name: "dagster_run_duration_seconds",
  help: "How long runs took, failed ones included, from their start to their end.",
  unit: "seconds",
  labels: perJob,
  buckets: [5, 15, 30, 60, 120, 300, 600, 1800],
});

export const runLastSuccess = gauge({
  name: "dagster_run_last_success_timestamp_seconds",
  help: "When a run last ended with success, as a Unix time; 0 if none has.",
  unit: "seconds",
  labels: perJob,
});

export const runLastFailure = gauge({
  name: "dagster_run_last_failure_timestamp_seconds",
  help: "When a run last failed, as a Unix time; 0 if none has.",
  unit: "seconds",
  labels: perJob,
});

export const runInProgressStart = gauge({
  name: "dagster_run_in_progress_start_timestamp_seconds",
  help: "When the oldest run that goes on was started, as a Unix time; no series while none does.",
  unit: "seconds",
  labels: perJob,
});

export const runTypicalDuration = gauge({
  name: "dagster_run_typical_duration_seconds",
  help: "Median time of the last 20 runs that succeeded; no series before there are three.",
  unit: "seconds",
  labels: perJob,
});

export const assetMaterializations = counter({
  name: "dagster_asset_materialization_total",
  help: "Materializations of the asset.",
  labels: perAsset,
});

export const assetDuration = histogram({
  name: "dagster_asset_materialization_duration_seconds",
  help: "How long materializations took.",
  unit: "seconds",
  labels: perAsset,
  buckets: [1, 5, 15, 30, 60, 120, 300],
});

export const assetLastMaterialization = gauge({
  name: "dagster_asset_last_materialization_timestamp_seconds",
  help: "When the asset was last materialized, as a Unix time; no series if never.",
  unit: "seconds",
  labels: perAsset,
});

export const sensorTicks = counter({
  name: "dagster_sensor_tick_total",
  help: "Ticks of the sensor.",
  labels: perSensor,
});

export const sensorEvaluations = counter({
  name: "dagster_sensor_evaluation_total",
  help: "Ticks of the sensor that asked for runs.",
  labels: perSensor,
});

export const sensorSkips = counter({
  name: "dagster_sensor_skip_total",
  help: "Ticks of the sensor that found nothing to do.",
  labels: perSensor,
});

export const sensorLastTick = gauge({
  name: "dagster_sensor_last_tick_timestamp_seconds",
  help: "When the sensor last ticked without an error, as a Unix time; only of sensors that are switched on.",
  unit: "seconds",
  labels: perSensor,
});

export const sensorInterval = gauge({
  name: "dagster_sensor_interval_seconds",
  help: "Time that the sensor leaves between two ticks.",
  unit: "seconds",
  labels: perSensor,
});

export const scheduleTicks = counter({
  name: "dagster_schedule_tick_total",
  help: "Ticks of the schedule.",
  labels: perSchedule,
});

export const scheduleLateTicks = counter({
  name: "dagster_schedule_late_total",
  help: "Ticks of the schedule that came more than 60 s late.",
  labels: perSchedule,
});

export const scheduleNextTick = gauge({
  name: "dagster_schedule_next_tick_timestamp_seconds",
  help: "When the first tick after the last one is due, as a Unix time; only of schedules that are switched on.",
  unit: "seconds",
  labels: perSchedule,
});

/**
 * Dagster's runs, assets, sensors and schedules. One pusher, a sensor that reads Dagster's event log every 30 s and
 * keeps the counters in its cursor, replaces the whole group each time: counters go on over restarts, and what no
 * longer exists vanishes. A run itself pushes nothing; it would replace what the others said.
 */
export const dagsterJob: ScrapeJob = {
  name: "dagster",
  metricsPath: "/metrics",
  labels: { pipeline: "trade", service: "dagster" },
  targets: { from: "push" },
  producer: "application",
  metrics: [
    runSuccesses,
    runFailures,
    runDuration,
    runLastSuccess,
    runLastFailure,
    runInProgressStart,
    runTypicalDuration,
    assetMaterializations,
    assetDuration,
    assetLastMaterialization,
    sensorTicks,
    sensorEvaluations,
    sensorSkips,
    sensorLastTick,
    sensorInterval,
    scheduleTicks,
    scheduleLateTicks,
    scheduleNextTick,
  ],
  otherSeries: 0,
};
